import type * as PgClient from "@effect/sql-pg/PgClient"
import type { MemberId, OrganizationId } from "@tango/contracts/Ids"

export interface SignInRow {
  readonly sign_in_id: string
  readonly session_id: string
  readonly method: string
  readonly address: string
  readonly user_agent: string
  readonly at: Date
}

type Sql = PgClient.PgClient

export const insertSignIn = (
  sql: Sql,
  row: Omit<SignInRow, "sign_in_id" | "at"> & { readonly organization_id: string; readonly member_id: string },
) => sql`insert into sign_ins ${sql.insert(row)}`

/** Newest first. */
export const listSignIns = (
  sql: Sql,
  tenant: OrganizationId,
  member: MemberId,
  before: string | null,
  limit: number,
) => sql<SignInRow>`select sign_in_id, session_id, method, address, user_agent, at from sign_ins
    where organization_id = ${tenant} and member_id = ${member} and (${before}::uuid is null or sign_in_id < ${before}::uuid)
    order by sign_in_id desc limit ${limit}`

/** The last log-in of each of these sessions. */
export const signInsOf = (sql: Sql, tenant: OrganizationId, member: MemberId, sessions: ReadonlyArray<string>) =>
  sql<SignInRow>`select distinct on (session_id) sign_in_id, session_id, method, address, user_agent, at from sign_ins
    where organization_id = ${tenant} and member_id = ${member} and session_id = any(${sessions})
    order by session_id, sign_in_id desc`

/** Of all organizations: for the role that sees them all. */
export const pruneSignIns = (sql: Sql, olderThan: Date) =>
  sql<{ readonly pruned: number }>`with gone as (delete from sign_ins where at < ${olderThan} returning 1)
    select count(*)::int as pruned from gone`
