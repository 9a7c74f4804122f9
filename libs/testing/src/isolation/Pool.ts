import { CurrentTenant } from "@tango/contracts/Principal"
import { OrganizationId } from "@tango/contracts/Ids"
import { TenantPools } from "@tango/tenancy/Database"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import { ConfigProvider, Effect, Layer, ManagedRuntime } from "effect"
import type { Tried } from "./Database.ts"
import { foreign, type Ground, own } from "./Ground.ts"

const as = (tenant: string) => Effect.provideService(CurrentTenant, OrganizationId.make(tenant))

interface Seen {
  readonly tenant: string
}

/** Ways to leave a connection in a state in which the next to get it could see another tenant's rows. */
const soilings: Readonly<Record<string, (table: string) => Effect.Effect<unknown, unknown, TenantSql | TenantPools>>> =
  {
    "a transaction that commits": (table) => inTransaction((sql) => sql`select from ${sql(table)}`),
    "a transaction that fails": () => inTransaction((sql) => sql`select 1 / 0`),
    "a transaction that dies": () => inTransaction(() => Effect.die("on purpose")),
    "a transaction that is interrupted": () =>
      inTransaction((sql) => sql`select pg_sleep(5)`).pipe(Effect.timeoutOption("50 millis")),
    "a setting for the whole session": () =>
      Effect.gen(function* () {
        const { reads, writes } = yield* TenantPools
        const set = (sql: typeof reads) => sql`select set_config('app.organization_id', ${foreign}, false)`
        yield* Effect.all(
          [reads, writes].flatMap((pool) => Array.from({ length: 12 }, () => set(pool))),
          { concurrency: "unbounded" },
        )
      }),
  }

const inTransaction = <A, E>(body: (sql: typeof Transaction.Service) => Effect.Effect<A, E>) =>
  TenantSql.use((tenantSql) => tenantSql.transaction(Effect.flatMap(Transaction, body))).pipe(as(foreign))

/** Who is seen on pooled connections by one tenant while and after another has left them dirty. */
export const tryPool = async ({ appUrl, service, tables }: Ground): Promise<Tried> => {
  const [table = ""] = tables
  const config = ConfigProvider.layer(ConfigProvider.fromUnknown({ DATABASE_URL: appUrl, SERVICE_NAME: service }))
  const runtime = ManagedRuntime.make(
    TenantSql.layer.pipe(Layer.provideMerge(TenantPools.layer), Layer.provide(config)),
  )
  const leaks: Array<string> = []
  let attempts = 0
  const look = Effect.gen(function* () {
    const tenantSql = yield* TenantSql
    const read = tenantSql.read((sql) => sql<Seen>`select organization_id as tenant from ${sql(table)}`)
    const transaction = tenantSql.transaction(
      Effect.flatMap(Transaction, (sql) => sql<Seen>`select organization_id as tenant from ${sql(table)}`),
    )
    return yield* Effect.all(
      Array.from({ length: 24 }, (_, index) => {
        const tenant = index % 3 === 0 ? foreign : own
        return Effect.map((index % 2 === 0 ? read : transaction).pipe(as(tenant)), (rows) => ({ tenant, rows }))
      }),
      { concurrency: "unbounded" },
    )
  })
  try {
    for (const [name, soil] of Object.entries(soilings)) {
      await runtime.runPromise(Effect.exit(soil(table)))
      for (const { rows, tenant } of await runtime.runPromise(look)) {
        attempts++
        const seen = [...new Set(rows.map((row) => row.tenant))]
        if (seen.join() !== tenant)
          leaks.push(`${service}: after ${name}, ${tenant} sees ${seen.join(" and ") || "nobody"}`)
      }
    }
  } finally {
    await runtime.dispose()
  }
  return { attempts, leaks }
}
