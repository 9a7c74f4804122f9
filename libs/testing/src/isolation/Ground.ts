import { PgClient } from "@effect/sql-pg"
import type { ServiceName } from "@tango/contracts/Topology"
import { ensureDatabases } from "@tango/local/Databases"
import { migrate, type Migrations } from "@tango/service/Migrate"
import { ConfigProvider, Effect, ManagedRuntime, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { root } from "../world/Root.ts"

export const own = "organization-test-own"
export const foreign = "organization-test-foreign"

/** A migrated database of a service with a row of each of two tenants in every table, and one connection of the superuser to it. */
export interface Ground {
  readonly service: ServiceName
  readonly tables: ReadonlyArray<string>
  readonly roles: Readonly<Record<"app" | "system" | "owner", string>>
  readonly appUrl: string
  readonly systemUrl: string
  run(statement: string, parameters?: ReadonlyArray<unknown>): Promise<ReadonlyArray<Record<string, unknown>>>
  close(): Promise<void>
}

/** Runs a statement as a role for a tenant; gives how many rows it touched, or `E` and the SQLSTATE that refused it. */
const attempt = `create function isolation.attempt(as_role text, tenant text, statement text) returns text
  language plpgsql as $$
  declare touched bigint;
  begin
    perform set_config('app.organization_id', tenant, true);
    execute format('set local role %I', as_role);
    execute statement;
    get diagnostics touched = row_count;
    execute 'reset role';
    return touched::text;
  exception when others then
    return 'E' || sqlstate;
  end $$`

interface Column {
  readonly name: string
  readonly type: string
}

const valueOf = ({ name, type }: Column, tenant: string): string => {
  if (name === "organization_id") return `'${tenant}'`
  if (type === "text" || type.startsWith("character")) return `'${name} of ${tenant}'`
  if (type === "uuid") return "gen_random_uuid()"
  if (type === "boolean") return "false"
  if (type.endsWith("[]")) return "'{}'"
  if (type === "jsonb" || type === "json") return "'{}'"
  if (type === "bytea") return "''"
  return type.startsWith("timestamp") || type === "date" ? "now()" : "1"
}

const tenantTables = `select c.relname as name from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`

const neededColumns = `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
  where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
    and (attname = 'organization_id' or attnotnull and not atthasdef)`

const checks = `select conname as name from pg_constraint where conrelid = $1::regclass and contype = 'c'`

const text = (row: Record<string, unknown>, name: string): string => String(row[name])

/** Rows that need not make sense: what they may hold is not what is looked at here. */
const seed = async (run: Ground["run"], table: string) => {
  for (const check of await run(checks, [table])) {
    await run(`alter table "${table}" drop constraint "${text(check, "name")}"`)
  }
  const columns = (await run(neededColumns, [table])).map((row) => ({
    name: text(row, "name"),
    type: text(row, "type"),
  }))
  const names = columns.map(({ name }) => `"${name}"`).join()
  for (const tenant of [own, foreign]) {
    await run(`insert into "${table}" (${names}) values (${columns.map((column) => valueOf(column, tenant)).join()})`)
  }
}

export const makeGround = async (service: ServiceName, postgresUrl: string): Promise<Ground> => {
  const prefix = `i${randomBytes(4).toString("hex")}_`
  const database = (await ensureDatabases(postgresUrl, [service], { prefix }))[service]
  const { migrations }: { migrations: Migrations } = await import(
    `${root}services/${service}/src/persistence/Migrations.ts`
  )
  const config = ConfigProvider.layer(ConfigProvider.fromUnknown({ DATABASE_OWNER_URL: database.ownerUrl }))
  await Effect.runPromise(migrate(migrations).pipe(Effect.provide(config)))
  const superuser = new URL(postgresUrl)
  superuser.pathname = `/${database.name}`
  const runtime = ManagedRuntime.make(PgClient.layer({ url: Redacted.make(superuser.href), maxConnections: 1 }))
  const run: Ground["run"] = (statement, parameters = []) =>
    runtime.runPromise(PgClient.PgClient.use((sql) => sql.unsafe<Record<string, unknown>>(statement, parameters)))
  await run("create schema isolation")
  await run("grant usage on schema isolation to public")
  await run(attempt)
  await run("set session_replication_role = replica")
  const tables = (await run(tenantTables)).map((row) => text(row, "name"))
  for (const table of tables) await seed(run, table)
  await run("set session_replication_role = origin")
  const role = (kind: string) => `${prefix}${service}_${kind}`
  return {
    service,
    tables,
    roles: { app: role("app"), system: role("system"), owner: role("owner") },
    appUrl: database.appUrl,
    systemUrl: database.systemUrl,
    run,
    close: () => runtime.dispose(),
  }
}
