import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { randomBytes } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"

/** A service's database and the three roles that may enter it. */
export interface ServiceDatabase {
  readonly name: string
  /** The service's requests: may read and write rows, owns nothing, is subject to row-level security. */
  readonly appUrl: string
  /** Jobs across tenants (relay, sweeps): the same rights, with policies of its own. */
  readonly systemUrl: string
  /** Migrations: owns the database and its schema. */
  readonly ownerUrl: string
}

export interface DatabaseOptions {
  /** Remembers the passwords (mode 600), so that a second call gives the same addresses. Without it they are new each time. */
  readonly passwordFile?: string
  /** The same for all roles, where no file keeps them: containers are told it by their environment. */
  readonly password?: string
  /** Goes before every database's and role's name, so that many sets live side by side. */
  readonly prefix?: string
}

const kinds = ["owner", "app", "system"] as const

const passwords = (file: string | undefined, names: ReadonlyArray<string>): Record<string, string> => {
  const known: Record<string, string> = file && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}
  const all = { ...Object.fromEntries(names.map((name) => [name, randomBytes(24).toString("base64url")])), ...known }
  if (file) writeFileSync(file, JSON.stringify(all, null, 2), { mode: 0o600 })
  return all
}

// Only our own names and base64url passwords come here, so quoting is all they need.
const createRoles = (roles: ReadonlyArray<readonly [name: string, password: string]>): string => `do $$ begin
${roles
  .map(
    ([name, password]) => `
  if not exists (select from pg_roles where rolname = '${name}') then create role "${name}"; end if;
  alter role "${name}" login nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls password '${password}';`,
  )
  .join("")}
end $$`

const grantDatabase = (name: string, service: string) => `do $$ begin
  revoke all on database "${name}" from public;
  grant connect on database "${name}" to "${service}_app", "${service}_system";
  alter database "${name}" owner to "${service}_owner";
end $$`

const grantSchema = (service: string) => `do $$ begin
  alter schema public owner to "${service}_owner";
  revoke all on schema public from public;
  grant usage on schema public to "${service}_app", "${service}_system";
  alter default privileges for role "${service}_owner" in schema public
    grant select, insert, update, delete on tables to "${service}_app", "${service}_system";
  alter default privileges for role "${service}_owner" in schema public
    grant usage, select on sequences to "${service}_app", "${service}_system";
end $$`

const withDatabase = <A, E>(url: string, body: (sql: PgClient.PgClient) => Effect.Effect<A, E>) =>
  Effect.flatMap(PgClient.PgClient, body).pipe(
    Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })),
  )

const address = (superuserUrl: string, database: string, user?: string, password?: string): string => {
  const url = new URL(superuserUrl)
  url.pathname = `/${database}`
  if (user !== undefined) url.username = user
  if (password !== undefined) url.password = password
  return url.href
}

/**
 * Makes sure that each service has its database `<prefix>tango_<service>` and its roles `<prefix><service>_owner`, `_app` and
 * `_system`, with no way into another service's database. Can be repeated.
 */
export const ensureDatabases = <Service extends string>(
  superuserUrl: string,
  services: ReadonlyArray<Service>,
  options: DatabaseOptions = {},
): Promise<Record<Service, ServiceDatabase>> => {
  const prefix = options.prefix ?? ""
  const roleNames = services.flatMap((service) => kinds.map((kind) => `${prefix}${service}_${kind}`))
  const { password } = options
  const secrets =
    password === undefined
      ? passwords(options.passwordFile, roleNames)
      : Object.fromEntries(roleNames.map((name) => [name, password]))
  const roles = roleNames.map((name) => [name, secrets[name] ?? ""] as const)
  const databaseOf = (service: string) => `${prefix}tango_${service}`
  const program = Effect.gen(function* () {
    yield* withDatabase(superuserUrl, (sql) =>
      Effect.gen(function* () {
        yield* sql.unsafe(createRoles(roles))
        const existing = new Set(
          (yield* sql<{ datname: string }>`select datname from pg_database`).map((row) => row.datname),
        )
        for (const service of services) {
          const name = databaseOf(service)
          if (!existing.has(name)) yield* sql.unsafe(`create database "${name}"`)
          yield* sql.unsafe(grantDatabase(name, `${prefix}${service}`))
        }
      }),
    )
    yield* Effect.forEach(
      services,
      (service) =>
        withDatabase(address(superuserUrl, databaseOf(service)), (sql) =>
          sql.unsafe(grantSchema(`${prefix}${service}`)),
        ),
      { concurrency: "unbounded" },
    )
  })
  const describe = (service: Service): ServiceDatabase => {
    const name = databaseOf(service)
    const as = (kind: string) =>
      address(superuserUrl, name, `${prefix}${service}_${kind}`, secrets[`${prefix}${service}_${kind}`])
    return { name, appUrl: as("app"), systemUrl: as("system"), ownerUrl: as("owner") }
  }
  const described = services.reduce(
    (all, service) => ({ ...all, [service]: describe(service) }),
    {} as Record<Service, ServiceDatabase>,
  )
  return Effect.runPromise(program).then(() => described)
}
