import {
  MemberDeactivated,
  MemberInvited,
  MemberJoined,
  MemberRoleChanged,
  MemberUpdated,
  OrganizationCreated,
  OrganizationUpdated,
} from "@tango/contracts/events/IdentityEvents"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Outbox from "@tango/messaging/Outbox"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { audit } from "./Audit.ts"
import { type MemberFact, memberFacts, type MemberSnapshot } from "./domain/Member.ts"
import { organizationChange, type OrganizationSnapshot } from "./domain/Organization.ts"
import { findMember, lockMember, toKnown, upsertMember } from "./persistence/MemberRows.ts"
import { findOrganization, lockOrganization, upsertOrganization } from "./persistence/OrganizationRows.ts"

/** What Stytch says of an organization and perhaps one of its members; `actor` is who did it, for the audit log. */
interface Snapshot {
  readonly organization: OrganizationSnapshot
  readonly member?: MemberSnapshot
  readonly actor: string
}

/** What is written inside one transaction, for callers that write more beside it. */
type Write<A> = Effect.Effect<A, SqlError, Transaction | CurrentTenant>

/**
 * Our copy of what Stytch knows, and the one place that announces changes of it: whoever learns of a change first (our own
 * request, a webhook, the reconciliation) announces it, everybody after finds nothing new.
 */
export class ReadModel extends Context.Service<
  ReadModel,
  {
    /** Takes over an organization and one of its members, in one transaction. */
    apply(snapshot: Snapshot): Effect.Effect<void>
    /** The same inside a transaction. */
    applyIn(snapshot: Snapshot): Write<void>
  }
>()("@tango/identity/ReadModel") {
  static readonly layer = Layer.effect(
    ReadModel,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal
      const region = yield* Config.String("AWS_REGION").pipe(Config.withDefault("us-east-1"))

      /** What is known of the organization, and what the snapshot means for it. */
      const compare = Effect.fnUntraced(function* (after: OrganizationSnapshot) {
        const sql = yield* Transaction
        const [row] = yield* findOrganization(sql, after.organizationId)
        const before =
          row === undefined
            ? undefined
            : { ...after, name: row.name, slug: row.slug, domains: row.domains, updatedAt: row.stytch_updated_at }
        return { row, change: organizationChange(before, after) }
      })

      const applyOrganization = Effect.fnUntraced(function* (after: OrganizationSnapshot, actor: string) {
        const sql = yield* Transaction
        // Mostly nothing has changed, and then nobody has to wait for anybody.
        const glance = yield* compare(after)
        if (glance.change === "Same" || glance.change === "Stale") return glance.row?.name ?? after.name
        yield* lockOrganization(sql, after.organizationId)
        const { change, row } = yield* compare(after)
        if (change === "Same" || change === "Stale") return row?.name ?? after.name
        const version = (row?.version ?? 0) + 1
        yield* upsertOrganization(sql, { ...after, region, version })
        yield* Outbox.append(change === "Created" ? OrganizationCreated : OrganizationUpdated, {
          subject: `organization/${after.organizationId}`,
          sequence: version,
          data: {
            organizationId: after.organizationId,
            name: after.name,
            slug: after.slug,
            region: row?.region ?? region,
          },
        })
        const action = change === "Created" ? "organization.created" : "organization.updated"
        yield* audit({ actor, action, target: after.organizationId })
        return after.name
      })

      const announce = (fact: MemberFact, after: MemberSnapshot, organizationName: string, sequence: number) => {
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
          case "Deactivated":
            return Outbox.append(MemberDeactivated, event)
          case "RoleChanged":
            return Outbox.append(MemberRoleChanged, {
              ...event,
              data: { ...event.data, previousRole: fact.previousRole },
            })
        }
      }

      const applyMember = Effect.fnUntraced(function* (after: MemberSnapshot, organizationName: string, actor: string) {
        const sql = yield* Transaction
        const [row] = yield* findMember(sql, after.organizationId, after.memberId)
        const change = memberFacts(row === undefined ? undefined : toKnown(row), after)
        if (change._tag !== "Changed") return
        const version = row?.version ?? 0
        const joined = (row?.joined ?? false) || after.status === "active"
        yield* upsertMember(sql, { ...after, joined, region, version: version + change.facts.length })
        yield* Effect.forEach(change.facts, (fact, index) =>
          Effect.andThen(
            announce(fact, after, organizationName, version + index + 1),
            audit({ actor, action: `member.${fact._tag.toLowerCase()}`, target: after.memberId }),
          ),
        )
      })

      const applyIn = (snapshot: Snapshot) =>
        Effect.gen(function* () {
          const sql = yield* Transaction
          // Always the member before the organization: two that lock in different orders would wait for each other.
          if (snapshot.member !== undefined) yield* lockMember(sql, snapshot.member.memberId)
          const name = yield* applyOrganization(snapshot.organization, snapshot.actor)
          if (snapshot.member !== undefined) yield* applyMember(snapshot.member, name, snapshot.actor)
        }).pipe(Effect.provideService(Outbox.OutboxSignal, signal))

      const apply = Effect.fn("ReadModel.apply")((snapshot: Snapshot) =>
        tenantSql
          .transaction(applyIn(snapshot))
          .pipe(Effect.provideService(CurrentTenant, snapshot.organization.organizationId)),
      )

      return ReadModel.of({ apply, applyIn })
    }),
  )
}
