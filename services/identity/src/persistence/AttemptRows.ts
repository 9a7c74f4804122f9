import type * as PgClient from "@effect/sql-pg/PgClient"

type Sql = PgClient.PgClient

/**
 * One attempt more, in one statement: the count of the window, which begins anew once it has ended. Takes some ended windows of
 * others away on the way, so that the table stays as large as what is going on.
 */
export const countAttempt = (sql: Sql, key: string, windowSeconds: number) =>
  sql<{ readonly count: number; readonly seconds_left: number }>`with ended as (
      delete from attempts where key in (
        select key from attempts where ends_at <= now() and key <> ${key} limit 3 for update skip locked)
    )
    insert into attempts (key, count, ends_at) values (${key}, 1, now() + make_interval(secs => ${windowSeconds}))
    on conflict (key) do update set
      count = case when attempts.ends_at <= now() then 1 else attempts.count + 1 end,
      ends_at = case when attempts.ends_at <= now() then excluded.ends_at else attempts.ends_at end
    returning count, extract(epoch from ends_at - now())::double precision as seconds_left`

export const forgetAttempts = (sql: Sql, key: string) => sql`delete from attempts where key = ${key}`
