import type * as PgClient from "@effect/sql-pg/PgClient"
import type { OrganizationId } from "@tango/contracts/Ids"
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"

type Sql = PgClient.PgClient

interface Entry {
  readonly memberId: string
  readonly title: string
  readonly text: string
  readonly path: string
}

export const keepEntries = (sql: Sql, tenant: OrganizationId, entries: ReadonlyArray<Entry>) => {
  if (!Array.isReadonlyArrayNonEmpty(entries)) return Effect.void
  const rows = Array.map(entries, ({ memberId, path, text, title }) => ({
    organization_id: tenant,
    member_id: memberId,
    title,
    text,
    path,
  }))
  return Effect.asVoid(sql`insert into digest_entries ${sql.insert(rows)}`)
}

/** Across tenants: who has something in the next digest. */
export const membersWithEntries = (sql: Sql) =>
  sql<{ organization_id: string; member_id: string }>`select distinct organization_id, member_id from digest_entries`

/** Takes them out; a digest shows the first hundred. */
export const takeEntries = (sql: Sql, tenant: OrganizationId, memberId: string) =>
  sql<Omit<Entry, "memberId">>`with taken as (
      delete from digest_entries where organization_id = ${tenant} and member_id = ${memberId}
      returning entry_id, title, text, path
    ) select title, text, path from taken order by entry_id limit 100`

/** Locks the member's digest against another run, and gives the date of the last one. */
export const lastDigest = (sql: Sql, tenant: OrganizationId, memberId: string) =>
  sql<{ last_date: string }>`insert into digest_days (organization_id, member_id, last_date)
    values (${tenant}, ${memberId}, '')
    on conflict (organization_id, member_id) do update set last_date = digest_days.last_date returning last_date`

export const setLastDigest = (sql: Sql, tenant: OrganizationId, memberId: string, date: string) =>
  sql`update digest_days set last_date = ${date} where organization_id = ${tenant} and member_id = ${memberId}`
