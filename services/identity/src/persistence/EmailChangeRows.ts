import type * as PgClient from "@effect/sql-pg/PgClient"
import type { MemberId, OrganizationId } from "@tango/contracts/Ids"

type Sql = PgClient.PgClient

/** The one change that a member has asked for last; it waits for a day. */
export const putEmailChange = (
  sql: Sql,
  tenant: OrganizationId,
  member: MemberId,
  oldEmail: string,
  newEmail: string,
) => sql`insert into email_changes (member_id, organization_id, old_email, new_email, expires_at)
    values (${member}, ${tenant}, ${oldEmail}, ${newEmail}, now() + interval '1 day')
    on conflict (member_id) do update set old_email = excluded.old_email, new_email = excluded.new_email,
      confirmed_at = null, expires_at = excluded.expires_at`

export const findEmailChange = (sql: Sql, tenant: OrganizationId, member: MemberId) =>
  sql<{ readonly new_email: string; readonly live: boolean }>`select new_email, expires_at > now() as live
    from email_changes where organization_id = ${tenant} and member_id = ${member}`

/** The change that the present address confirms now, if there is one that still waits. */
export const confirmEmailChange = (sql: Sql, tenant: OrganizationId, member: MemberId) =>
  sql<{ readonly old_email: string; readonly new_email: string }>`update email_changes set confirmed_at = now()
    where organization_id = ${tenant} and member_id = ${member} and expires_at > now()
    returning old_email, new_email`
