import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"

/** How to reach a database of the cluster as its administrator. */
export type Connect = (database: string) => PgClient.PgPoolConfig

const kinds = ["owner", "app", "system"] as const

// Names are a service's, which the contracts give, so quoting is all they need. The administrator of a managed cluster is no
// superuser: it must belong to a role to give it things.
const roles = (service: string) => `do $$ begin
${kinds
  .map(
    (kind) => `
  if not exists (select from pg_roles where rolname = '${service}_${kind}') then
    create role "${service}_${kind}" login noinherit;
  end if;
  grant rds_iam to "${service}_${kind}";`,
  )
  .join("")}
  grant "${service}_owner" to current_user with inherit true, set true;
end $$`

const database = (service: string) => `do $$ begin
  revoke all on database "tango_${service}" from public;
  grant connect on database "tango_${service}" to "${service}_owner", "${service}_app", "${service}_system";
  alter database "tango_${service}" owner to "${service}_owner";
end $$`

const schema = (service: string) => `do $$ begin
  alter schema public owner to "${service}_owner";
  revoke all on schema public from public;
  grant usage on schema public to "${service}_app", "${service}_system";
  alter default privileges for role "${service}_owner" in schema public
    grant select, insert, update, delete on tables to "${service}_app", "${service}_system";
  alter default privileges for role "${service}_owner" in schema public
    grant usage, select on sequences to "${service}_app", "${service}_system";
end $$`

const within = (config: PgClient.PgPoolConfig, statements: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    for (const statement of statements) yield* sql.unsafe(statement)
  }).pipe(Effect.provide(PgClient.layer({ ...config, maxConnections: 1 })))

/**
 * Makes sure that a service has its database `tango_<service>` and its roles `<service>_owner`, `_app` and `_system`, which log in by
 * IAM and enter no other service's database. Can be repeated; never removes anything.
 */
export const provision = Effect.fn("provision")(function* (service: string, connect: Connect) {
  const exists = Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const rows = yield* sql`select from pg_database where datname = ${`tango_${service}`}`
    return rows.length > 0
  }).pipe(Effect.provide(PgClient.layer({ ...connect("postgres"), maxConnections: 1 })))
  const create = (yield* exists) ? [] : [`create database "tango_${service}"`]
  yield* within(connect("postgres"), [roles(service), ...create, database(service)])
  yield* within(connect(`tango_${service}`), [schema(service)])
})
