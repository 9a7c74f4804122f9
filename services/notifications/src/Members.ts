import { MemberId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { subscriptions } from "@tango/contracts/subscriptions/Notifications"
import type { Received } from "@tango/messaging/Reaction"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import { type Member, memberStatus } from "./domain/Member.ts"
import { oneLine } from "./domain/Text.ts"
import { nameOrganization } from "./Organizations.ts"

type MemberEvent = Received<(typeof subscriptions.memberJoined)["data"]["Type"]>

// As long as an address may be, and one more, so that a longer one is not cut into a good one.
const addressLength = 255

/** What an event says of a membership, beside name, address and role. */
type Step = "joined" | "changed" | "deactivated" | "reactivated"

/** Takes over what identity says of a member, unless something newer is known; that a person has joined is never too late. */
export const applyMember = Effect.fnUntraced(function* (step: Step, { data, metadata }: MemberEvent) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  yield* nameOrganization(data.organizationName)
  yield* sql`insert into members ${sql.insert({
    organization_id: tenant,
    member_id: data.memberId,
    email: oneLine(data.email, addressLength),
    name: oneLine(data.name),
    role: data.role,
    // Identity has nothing to say of a deactivated member but that it is back.
    deactivated: step === "deactivated",
    sequence: metadata.sequence,
  })} on conflict (organization_id, member_id) do update
    set email = excluded.email, name = excluded.name, role = excluded.role,
      deactivated = excluded.deactivated, sequence = excluded.sequence
    where members.sequence < excluded.sequence`
  // Nobody is reactivated who had not joined.
  if (step === "joined" || step === "reactivated")
    yield* sql`update members set joined = true
      where organization_id = ${tenant} and member_id = ${data.memberId} and not joined`
})

interface MemberRow {
  readonly member_id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly joined: boolean
  readonly deactivated: boolean
}

const toMember = (row: MemberRow): Member => ({
  memberId: MemberId.make(row.member_id),
  email: row.email,
  name: row.name,
  role: row.role,
  status: memberStatus(row),
})

/** All members that have been heard of, whatever their status; none of an organization that is no more. */
export const allMembers = Effect.gen(function* () {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const rows = yield* sql<MemberRow>`select m.member_id, m.email, m.name, m.role, m.joined, m.deactivated
    from members m join organizations o using (organization_id)
    where organization_id = ${tenant} and not o.deleted order by m.member_id`
  return rows.map(toMember)
})
