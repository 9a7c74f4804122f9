import type { Question } from "@tango/contracts/api/entitlements/AccessGroup"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant, MemberPrincipal } from "@tango/contracts/Principal"
import { ensureDatabases } from "@tango/local/Databases"
import { startPostgres } from "@tango/local/Postgres"
import { forget } from "@tango/local/postgres/Account"
import { accessQuery } from "@tango/service/entitlements/Access"
import { checkMany } from "@tango/service/entitlements/Answers"
import { entitlementTables } from "@tango/service/entitlements/Tables"
import { migrate } from "@tango/service/Migrate"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import { queryRows } from "@tango/testing/ServiceUnderTest"
import { ConfigProvider, Effect, Layer, ManagedRuntime } from "effect"
import { existsSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { dataDir } from "../test/journey/RunningStack.ts"
import { onStack } from "./entitlements.stack.ts"

/*
 * node libs/testing/bench/entitlements.bench.ts: one JSON object. `check` from the projection against the same statement as plain SQL
 * (no tenant set, no policy of the tenant's, no answer made of it); with a running stack in TANGO_DATA_DIR, admission and travel too.
 */
const organizations = 100
const seconds = 1

const at = <A>(sorted: ReadonlyArray<A>, part: number) => sorted[Math.floor(sorted.length * part)]
const quantiles = (values: ReadonlyArray<number>) => {
  const sorted = values.toSorted((one, other) => one - other).map((value) => Math.round(value))
  return { p50: at(sorted, 0.5), p99: at(sorted, 0.99) }
}

/** 100 organizations of 50 members, with 500 projects of which each is in a folder, and 1,000 grants. */
const fill = Effect.gen(function* () {
  const sql = yield* SystemSql
  yield* sql`insert into entitlement_members
    select 'org-' || o, 'member-' || m, 'member', 'active', 1
    from generate_series(1, ${organizations}) o, generate_series(1, 50) m`
  yield* sql`insert into entitlement_resources
    select 'org-' || o, 'folder', f::text, null, null, false, 1
    from generate_series(1, ${organizations}) o, generate_series(1, 20) f`
  yield* sql`insert into entitlement_resources
    select 'org-' || o, 'project', p::text, 'folder', (p % 20 + 1)::text, false, 1
    from generate_series(1, ${organizations}) o, generate_series(1, 500) p`
  yield* sql`insert into entitlement_grants
    select 'org-' || o, 'project', p::text, 'member:member-' || ((p * n) % 50 + 1), 'editor', 1
    from generate_series(1, ${organizations}) o, generate_series(1, 500) p, generate_series(1, 2) n
    on conflict do nothing`
})

const asked = (n: number) => {
  const tenant = OrganizationId.make(`org-${(n % organizations) + 1}`)
  const memberId = MemberId.make(`member-${((n * 7) % 50) + 1}`)
  const resource = { type: "project", id: String(((n * 13) % 500) + 1) }
  const principal = new MemberPrincipal({ memberId, organizationId: tenant, sessionId: "s", role: "member" })
  return { tenant, principal, question: { resource, memberId } }
}

const fromProjection = (n: number) => {
  const { principal, question, tenant } = asked(n)
  const one: Question = { kind: "access", relation: "editor", ...question }
  return Effect.provideService(checkMany([one], principal), CurrentTenant, tenant)
}
const plain = (n: number) =>
  SystemSql.use((sql) => {
    const { principal, question, tenant } = asked(n)
    return accessQuery(sql, { tenant, principal }, [question])
  })

const measure = Effect.fnUntraced(function* <E, R>(ask: (n: number) => Effect.Effect<unknown, E, R>) {
  for (let n = 0; n < 500; n++) yield* ask(n)
  const microseconds: Array<number> = []
  for (let n = 0; n < 2_000; n++) {
    const started = performance.now()
    yield* ask(n)
    microseconds.push((performance.now() - started) * 1000)
  }
  let done = 0
  const until = performance.now() + seconds * 1000
  const worker = Effect.gen(function* () {
    while (performance.now() < until) yield* ask(done++)
  })
  yield* Effect.all(
    Array.from({ length: 16 }, () => worker),
    { concurrency: "unbounded" },
  )
  return { microseconds: quantiles(microseconds), perSecond: Math.round(done / seconds) }
})

type Measured = Effect.Success<ReturnType<typeof measure<never, never>>>

const folder = mkdtempSync(join(tmpdir(), "tango-bench-"))
const postgres = await startPostgres({ dataDir: folder, port: 0, durable: false })
try {
  const { projects } = await ensureDatabases(postgres.superuserUrl, ["projects"], { prefix: "bench_" })
  const config = ConfigProvider.layer(
    ConfigProvider.fromUnknown({
      DATABASE_URL: projects.appUrl,
      DATABASE_SYSTEM_URL: projects.systemUrl,
      DATABASE_OWNER_URL: projects.ownerUrl,
    }),
  )
  await Effect.runPromise(migrate({ "0020_entitlements": entitlementTables }).pipe(Effect.provide(config)))
  const runtime = ManagedRuntime.make(Layer.merge(TenantSql.layer, SystemSql.layer).pipe(Layer.provide(config)))
  await runtime.runPromise(fill)
  await queryRows(projects.ownerUrl, "analyze")
  // In turns, so that a busy machine is as busy for the one as for the other.
  const rounds: Array<Record<"projection" | "plainSql", Measured>> = []
  for (let round = 0; round < 3; round++) {
    rounds.push({
      projection: await runtime.runPromise(measure(fromProjection)),
      plainSql: await runtime.runPromise(measure(plain)),
    })
  }
  await runtime.dispose()
  const middle = (of: (round: (typeof rounds)[number]) => Measured) =>
    rounds.map(of).toSorted((one, other) => one.perSecond - other.perSecond)[1]
  const check = { projection: middle((round) => round.projection), plainSql: middle((round) => round.plainSql) }
  const stack = existsSync(join(dataDir, "endpoints.json")) ? await onStack() : null
  console.log(JSON.stringify({ check, stack }))
} finally {
  await postgres.stop()
  forget(folder)
}
