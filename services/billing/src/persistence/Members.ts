import type * as PgClient from "@effect/sql-pg/PgClient"
import type { OrganizationId } from "@tango/contracts/Ids"

type Sql = PgClient.PgClient

export type MemberStatus = "active" | "invited" | "deactivated"

/** Takes over what a newer event says of a member; one that is older than what is known changes nothing. */
export const writeMember = (
  sql: Sql,
  tenant: OrganizationId,
  member: { readonly memberId: string; readonly status: MemberStatus; readonly sequence: number },
) =>
  sql`insert into members ${sql.insert({
    organization_id: tenant,
    member_id: member.memberId,
    status: member.status,
    sequence: member.sequence,
  })} on conflict (organization_id, member_id) do update
    set status = excluded.status, sequence = excluded.sequence where members.sequence < excluded.sequence`

/** How many are active, and how many are invited. */
export const countMembers = (sql: Sql, tenant: OrganizationId) =>
  sql<{ used: number; invited: number }>`select
      count(*) filter (where status = 'active')::integer as used,
      count(*) filter (where status = 'invited')::integer as invited
    from members where organization_id = ${tenant}`

/** Does the last raise of an organization's seats lie so long back that another may follow? Takes note of it if so. */
export const claimRaise = (sql: Sql, tenant: OrganizationId, seconds: number) =>
  sql`update customers set seats_raised_at = now(), seats_pending = false where organization_id = ${tenant}
    and (seats_raised_at is null or seats_raised_at < now() - make_interval(secs => ${seconds})) returning organization_id`

export const markPending = (sql: Sql, tenant: OrganizationId) =>
  sql`update customers set seats_pending = true where organization_id = ${tenant}`

export const clearPending = (sql: Sql, tenant: OrganizationId) =>
  sql`update customers set seats_pending = false where organization_id = ${tenant} and seats_pending`
