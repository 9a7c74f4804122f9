import {
  MemberDeactivated,
  MemberInvited,
  MemberJoined,
  MemberReactivated,
  MemberRoleChanged,
  MemberUpdated,
  SessionRevoked,
} from "@tango/contracts/events/IdentityEvents"
import type { MemberId, OrganizationId } from "@tango/contracts/Ids"
import type { CurrentTenant } from "@tango/contracts/Principal"
import * as Outbox from "@tango/messaging/Outbox"
import type { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { randomUUIDv7 } from "node:crypto"
import type { MemberFact, MemberSnapshot } from "./domain/Member.ts"

type Announcement = Effect.Effect<void, SqlError, Transaction | CurrentTenant | Outbox.OutboxSignal>

export type RevocationReason = (typeof SessionRevoked.data.Type)["reason"]

/** All of a member's sessions ended before their time. */
export const announceRevocation = (
  { memberId, organizationId }: { readonly memberId: MemberId; readonly organizationId: OrganizationId },
  reason: RevocationReason,
  sessionId: string | null = null,
): Announcement =>
  // Each is a subject of its own: nothing ever supersedes it.
  Outbox.append(SessionRevoked, {
    subject: `revocation/${randomUUIDv7()}`,
    sequence: 1,
    data: { organizationId, memberId, sessionId, reason },
  })

/** A fact about a member, as an event; who is deactivated has no session any more. */
export const announceMember = (
  fact: MemberFact,
  after: MemberSnapshot,
  organizationName: string,
  sequence: number,
): Announcement => {
  const { email, memberId, name, organizationId, role } = after
  const event = {
    subject: `member/${memberId}`,
    sequence,
    data: { memberId, organizationId, organizationName, email, name, role },
  }
  switch (fact._tag) {
    case "Invited":
      return Outbox.append(MemberInvited, event)
    case "Joined":
      return Outbox.append(MemberJoined, event)
    case "Updated":
      return Outbox.append(MemberUpdated, event)
    case "Reactivated":
      return Outbox.append(MemberReactivated, event)
    case "Deactivated":
      return Effect.andThen(Outbox.append(MemberDeactivated, event), announceRevocation(after, "deactivated"))
    case "RoleChanged":
      return Outbox.append(MemberRoleChanged, { ...event, data: { ...event.data, previousRole: fact.previousRole } })
  }
}
