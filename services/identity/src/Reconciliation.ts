import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import { ProviderUnavailable } from "@tango/contracts/Problem"
import { emitMetric } from "@tango/observability/Metrics"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import type { B2BClient, Member } from "stytch"
import { driftOf } from "./domain/Drift.ts"
import { memberSnapshot, organizationSnapshot } from "./domain/Snapshots.ts"
import { knownMembers, toKnown } from "./persistence/MemberRows.ts"
import { knownOrganizations, toKnown as toKnownOrganization } from "./persistence/OrganizationRows.ts"
import { Stytch } from "./Stytch.ts"
import { Sync } from "./Sync.ts"

/** What was found: organizations looked at, members that were not as Stytch has them, and how many of those are now. */
export interface Report {
  readonly organizations: number
  readonly drifted: number
  readonly repaired: number
}

const actor = { kind: "system", id: "reconciliation" } as const

// As many as Stytch gives at once.
const limit = 1000
const everyStatus = ["active", "pending", "invited", "deleted"]

// Searching is limited to a hundred requests a minute, which comes as "unavailable"; reading may be repeated.
const patience = { schedule: Schedule.exponential("1 second"), times: 6 }

/** Compares the whole read model with Stytch and mends what differs, since webhooks can be lost. */
export class Reconciliation extends Context.Service<
  Reconciliation,
  { readonly run: Effect.Effect<Report, ProviderUnavailable> }
>()("@tango/identity/Reconciliation") {
  static readonly layer = Layer.effect(
    Reconciliation,
    Effect.gen(function* () {
      const stytch = yield* Stytch
      const sync = yield* Sync
      const tenantSql = yield* TenantSql
      const systemSql = yield* SystemSql
      const service = yield* Config.String("SERVICE_NAME").pipe(Config.withDefault("identity"))

      const ask = <A>(name: string, run: (client: B2BClient) => Promise<A>) =>
        stytch.call(name, run).pipe(
          Effect.catchTag("StytchRefused", () => new ProviderUnavailable({})),
          Effect.retry(patience),
        )

      const organizationsAtStytch = Effect.gen(function* () {
        const found: Array<ReturnType<typeof organizationSnapshot>> = []
        let cursor: string | undefined
        do {
          const page = { limit, ...(cursor === undefined ? {} : { cursor }) }
          const answer = yield* ask("organizations.search", (client) => client.organizations.search(page))
          found.push(...answer.organizations.map(organizationSnapshot))
          cursor = answer.results_metadata.next_cursor
        } while (cursor)
        return found
      })

      const membersAtStytch = Effect.fnUntraced(function* (organizationId: OrganizationId) {
        const found: Array<Member> = []
        let cursor: string | undefined
        do {
          const query = {
            operator: "AND",
            operands: [{ filter_name: "statuses", filter_value: everyStatus }],
          }
          const page = { organization_ids: [organizationId], limit, query, ...(cursor === undefined ? {} : { cursor }) }
          const answer = yield* ask("organizations.members.search", (client) =>
            client.organizations.members.search(page),
          )
          found.push(...answer.members)
          cursor = answer.results_metadata.next_cursor
        } while (cursor)
        return found.map(memberSnapshot)
      })

      /** Asks again for what seems to differ: it may have changed since it was compared. */
      const mend = Effect.fnUntraced(function* (organizationId: OrganizationId, memberId: MemberId | undefined) {
        const take =
          memberId === undefined
            ? sync.organization(organizationId, actor)
            : sync.member(organizationId, memberId, actor)
        const repaired = yield* tenantSql
          .transaction(take)
          .pipe(Effect.retry(patience), Effect.provideService(CurrentTenant, organizationId))
        yield* Effect.logWarning("The read model differed from Stytch", { organizationId, memberId, repaired })
        return repaired
      })

      const compareMembers = Effect.fnUntraced(function* (organizationId: OrganizationId) {
        const truth = yield* membersAtStytch(organizationId)
        const rows = yield* Effect.orDie(knownMembers(systemSql, organizationId))
        const differing = driftOf(rows.map(toKnown), truth)
        return yield* Effect.forEach(differing, (memberId) => mend(organizationId, memberId))
      })

      const run = Effect.gen(function* () {
        const truth = yield* organizationsAtStytch
        const rows = (yield* Effect.orDie(knownOrganizations(systemSql))).map(toKnownOrganization)
        const alive = new Set(truth.map(({ organizationId }) => organizationId))
        const known = new Map(rows.map((row) => [row.organizationId, row]))
        const stale = [
          ...truth.filter(({ name, organizationId, slug }) => {
            const row = known.get(organizationId)
            return row === undefined || row.name !== name || row.slug !== slug
          }),
          ...rows.filter(({ deleted, organizationId }) => !deleted && !alive.has(organizationId)),
        ]
        const ofOrganizations = yield* Effect.forEach(stale, ({ organizationId }) => mend(organizationId, undefined))
        const ofMembers = yield* Effect.forEach(alive, compareMembers, { concurrency: 2 })
        const all = [...ofOrganizations, ...ofMembers.flat()]
        const report = { organizations: alive.size, drifted: all.length, repaired: all.filter(Boolean).length }
        yield* emitMetric("ReadModelDrift", report.drifted, "Count", { service })
        yield* emitMetric("ReadModelUnrepaired", report.drifted - report.repaired, "Count", { service })
        yield* Effect.logInfo("The read model was compared with Stytch", report)
        return report
      }).pipe(Effect.withSpan("Reconciliation.run"))

      return Reconciliation.of({ run })
    }),
  )
}
