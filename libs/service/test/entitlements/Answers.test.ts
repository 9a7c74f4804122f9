import { granteeKey } from "@tango/contracts/Access"
import type { Answer, Question } from "@tango/contracts/api/entitlements/AccessGroup"
import { CurrentTenant } from "@tango/contracts/Principal"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import { testDatabase } from "@tango/testing/Database"
import { isDeepStrictEqual } from "node:util"
import { ConfigProvider, Effect, Layer, ManagedRuntime } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { checkMany } from "../../src/entitlements/Answers.ts"
import { freeEntitlements } from "../../src/entitlements/Organization.ts"
import { reachable } from "../../src/entitlements/Reachable.ts"
import { entitlementTables } from "../../src/entitlements/Tables.ts"
import { migrate } from "../../src/Migrate.ts"
import { accessIn, everybody, everything, randomWorld, type World } from "./Worlds.ts"

let runtime: ManagedRuntime.ManagedRuntime<TenantSql | SystemSql, unknown>

beforeAll(async () => {
  const database = await testDatabase("projects")
  const config = ConfigProvider.layer(
    ConfigProvider.fromUnknown({
      DATABASE_URL: database.appUrl,
      DATABASE_SYSTEM_URL: database.systemUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
    }),
  )
  await Effect.runPromise(migrate({ "0020_entitlements": entitlementTables }).pipe(Effect.provide(config)))
  runtime = ManagedRuntime.make(Layer.merge(TenantSql.layer, SystemSql.layer).pipe(Layer.provide(config)))
})
afterAll(() => runtime.dispose())

/** Writes many worlds at once, as the role that sees all tenants. */
const write = Effect.fnUntraced(function* (worlds: ReadonlyArray<World>) {
  const sql = yield* SystemSql
  const insert = (table: string, rows: ReadonlyArray<object>) =>
    sql`insert into ${sql(table)} select * from jsonb_populate_recordset(null::${sql(table)}, ${sql.json(rows)})`
  const all = (rows: (world: World) => ReadonlyArray<object>) =>
    worlds.flatMap((world) =>
      rows(world).map((row) => ({ organization_id: world.organizationId, sequence: 1, status_sequence: 1, ...row })),
    )
  yield* insert(
    "entitlement_organizations",
    all(({ told }) => (told === null ? [] : [told])),
  )
  yield* insert(
    "entitlement_members",
    all(({ members }) => members.map(({ memberId, ...member }) => ({ member_id: memberId, ...member }))),
  )
  yield* insert(
    "entitlement_resources",
    all(({ resources }) =>
      resources.map(({ parent, ...resource }) => ({
        ...resource,
        parent_type: parent?.type ?? null,
        parent_id: parent?.id ?? null,
      })),
    ),
  )
  yield* insert(
    "entitlement_grants",
    all(({ grants }) =>
      grants.map(({ grantee, relation, resource }) => ({
        resource_type: resource.type,
        resource_id: resource.id,
        grantee: granteeKey(grantee),
        relation,
      })),
    ),
  )
})

const questions: ReadonlyArray<Question> = [
  ...everybody.flatMap((memberId) =>
    everything.map((resource) => ({ kind: "access" as const, resource, memberId, relation: "editor" as const })),
  ),
  { kind: "feature", feature: "sso" },
  { kind: "limit", limit: "projects", total: 5 },
]

const expected = (world: World): ReadonlyArray<Answer> => {
  const { features, limits, overridden, plan } = world.told ?? freeEntitlements
  const source = (name: string) => (overridden.includes(name) ? "override" : "plan")
  return [
    ...everybody.flatMap((memberId) =>
      everything.map((resource): Answer => {
        const access = accessIn(world, memberId, resource)
        return { kind: "access", allowed: access.relation === "editor" || access.relation === "owner", access }
      }),
    ),
    { kind: "feature", allowed: features.includes("sso"), plan, source: source("sso") },
    {
      kind: "limit",
      allowed: limits.projects === null || limits.projects >= 5,
      plan,
      limit: limits.projects,
      source: source("projects"),
    },
  ]
}

describe("answers from a service's own rows", () => {
  it("are those of the rules in 10,000 random worlds, 140,000 of them", { timeout: 120_000 }, async () => {
    const worlds = Array.from({ length: 10_000 }, (_, seed) => randomWorld(seed))
    const seen = new Map<string, number>()
    await runtime.runPromise(
      Effect.gen(function* () {
        for (let at = 0; at < worlds.length; at += 1_000) yield* write(worlds.slice(at, at + 1_000))
        yield* Effect.forEach(
          worlds,
          (world) =>
            Effect.map(
              checkMany(questions, world.principal).pipe(Effect.provideService(CurrentTenant, world.organizationId)),
              (answers) => {
                const right = expected(world)
                // Chai's comparison takes longer than the answers; it is for telling the difference.
                if (!isDeepStrictEqual(answers, right)) assert.deepEqual(answers, right, world.organizationId)
                for (const answer of answers) {
                  const kind = answer.kind === "access" ? answer.access.because.kind : answer.kind
                  seen.set(kind, (seen.get(kind) ?? 0) + 1)
                }
              },
            ),
          { concurrency: 32, discard: true },
        )
      }),
    )
    // Worlds in which nothing ever happens would agree about anything.
    const kinds = ["grant", "administrator", "no_grant", "unknown_resource", "not_a_member", "deactivated"]
    for (const kind of kinds) assert.isAbove(seen.get(kind) ?? 0, 1_000, kind)
  })

  it("list what a member may see, exactly that", async () => {
    const worlds = Array.from({ length: 300 }, (_, seed) => randomWorld(seed))
    await runtime.runPromise(
      Effect.forEach(
        worlds,
        (world) =>
          Effect.gen(function* () {
            const tenantSql = yield* TenantSql
            const { organizationId: tenant, principal } = world
            const subject = { tenant, memberId: principal.memberId, sessionRole: principal.role }
            const rows = yield* tenantSql.read((sql) => reachable(sql, subject, null))
            const visible = everything.flatMap((resource) => {
              const { relation } = accessIn(world, principal.memberId, resource)
              return relation === null ? [] : [`${resource.type}/${resource.id} ${relation}`]
            })
            assert.sameMembers(
              rows.map(({ id, relation, type }) => `${type}/${id} ${relation}`),
              visible,
              tenant,
            )
          }).pipe(Effect.provideService(CurrentTenant, world.organizationId)),
        { concurrency: 8, discard: true },
      ),
    )
  })
})
