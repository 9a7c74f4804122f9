import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"

/**
 * Makes a table the tenants': row-level security enabled and forced, a policy that shows each tenant its own rows by
 * `organization_id`, and one for the role of cross-tenant jobs. Indexes should lead with `organization_id`.
 */
export const tenantTable = Effect.fnUntraced(function* (table: string) {
  const sql = yield* PgClient.PgClient
  const name = sql(table)
  const [roles] = yield* sql<{ system: string }>`select replace(current_user, '_owner', '_system') as system`
  const system = sql(roles?.system ?? "")
  // The sub-select keeps the planner's estimates right when the setting is not known at plan time.
  const own = sql.literal("organization_id = (select nullif(current_setting('app.organization_id', true), ''))")
  yield* sql`alter table ${name} enable row level security`
  yield* sql`alter table ${name} force row level security`
  yield* sql`create policy tenant on ${name} using (${own}) with check (${own})`
  yield* sql`create policy system on ${name} to ${system} using (true) with check (true)`
})
