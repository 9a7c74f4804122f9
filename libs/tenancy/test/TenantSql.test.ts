import { PgClient } from "@effect/sql-pg"
import { OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import { migrate } from "@tango/service/Migrate"
import { testDatabase } from "@tango/testing/Database"
import { queryRows } from "@tango/testing/ServiceUnderTest"
import { ConfigProvider, Effect, Layer, ManagedRuntime } from "effect"
import type { ServiceDatabase } from "@tango/local/Databases"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { tenantTable } from "../src/Migrations.ts"
import { TenantSql, Transaction } from "../src/TenantSql.ts"

const notes = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table notes (organization_id text not null, text text not null)`
  yield* sql`create index notes_by_organization on notes (organization_id)`
  yield* tenantTable("notes")
})

let database: ServiceDatabase
let runtime: ManagedRuntime.ManagedRuntime<TenantSql, unknown>

beforeAll(async () => {
  database = await testDatabase("notes")
  const config = ConfigProvider.layer(
    ConfigProvider.fromUnknown({ DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl }),
  )
  await Effect.runPromise(migrate({ "0010_notes": notes }).pipe(Effect.provide(config)))
  await queryRows(
    database.systemUrl,
    "insert into notes select 'org-' || (n % 3), 'note ' || n from generate_series(1, 300) n",
  )
  runtime = ManagedRuntime.make(TenantSql.layer.pipe(Layer.provide(config)))
})
afterAll(() => runtime.dispose())

const as = (organizationId: string) => Effect.provideService(CurrentTenant, OrganizationId.make(organizationId))

const ownersSeen = Effect.flatMap(TenantSql, (tenantSql) =>
  tenantSql.read(
    (sql) =>
      sql<{ owner: string; n: number }>`select organization_id as owner, count(*)::int as n from notes group by 1`,
  ),
)

const insert = (owner: string) =>
  Effect.flatMap(TenantSql, (tenantSql) =>
    tenantSql.transaction(
      Effect.gen(function* () {
        const sql = yield* Transaction
        yield* sql`insert into notes values (${owner}, 'new')`
      }),
    ),
  )

const looseStatement = Effect.map(Transaction, (sql) => sql`select 1`)

describe("a tenant's SQL", () => {
  it("shows the tenant's rows and no others, however many ask at once", async () => {
    const answers = await runtime.runPromise(
      Effect.forEach(
        Array.from({ length: 200 }, (_, n) => `org-${n % 4}`),
        (tenant) => Effect.map(ownersSeen.pipe(as(tenant)), (rows) => ({ tenant, rows })),
        {
          concurrency: 50,
        },
      ),
    )
    for (const { rows, tenant } of answers)
      assert.deepEqual(rows, tenant === "org-3" ? [] : [{ owner: tenant, n: 100 }])
  })

  it("refuses to write a row for another tenant", async () => {
    const exit = await runtime.runPromise(Effect.exit(insert("org-2").pipe(as("org-1"))))
    assert.equal(exit._tag, "Failure")
    assert.deepEqual(await runtime.runPromise(ownersSeen.pipe(as("org-2"))), [{ owner: "org-2", n: 100 }])
  })

  it("leaves no tenant behind on a connection, and without one there are no rows", async () => {
    await runtime.runPromise(insert("org-new").pipe(as("org-new")))
    assert.deepEqual(await queryRows(database.appUrl, "select * from notes"), [])
    assert.deepEqual(await runtime.runPromise(ownersSeen.pipe(as("org-empty"))), [])
  })

  it("shows other tenants' rows once a policy is missing, so that these tests can fail", async () => {
    await queryRows(database.ownerUrl, "alter table notes disable row level security")
    const owners = await runtime.runPromise(ownersSeen.pipe(as("org-1")))
    await queryRows(database.ownerUrl, "alter table notes enable row level security")
    assert.isAbove(owners.length, 1)
  })

  it("does not compile without a tenant, and a transaction's client does not exist outside of one", () => {
    // The types say what is needed; these two lines compile only while it is needed.
    const tenant: CurrentTenant extends Effect.Services<typeof ownersSeen> ? true : false = true
    const client: Transaction extends Effect.Services<typeof looseStatement> ? true : false = true
    assert.isTrue(tenant && client)
  })
})
