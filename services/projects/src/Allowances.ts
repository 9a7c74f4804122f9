import type { OrganizationEntitlementsChanged } from "@tango/contracts/events/EntitlementsEvents"
import { PlanName, plans } from "@tango/contracts/Plans"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Inbox from "@tango/messaging/Inbox"
import type { Received } from "@tango/messaging/Reaction"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import type { ProjectAllowance } from "./domain/Project.ts"

const decodePlan = Schema.decodeUnknownEffect(PlanName)

/** This service's own copy of what the plan allows, so that nobody has to be asked in a request. */
export class Allowances extends Context.Service<
  Allowances,
  {
    /** Takes over what entitlements says, unless something newer is known. */
    apply(
      event: Received<(typeof OrganizationEntitlementsChanged)["data"]["Type"]>,
    ): Effect.Effect<void, never, CurrentTenant>
    /** The allowance, locked until the transaction ends, so that admissions queue. */
    readonly lock: Effect.Effect<ProjectAllowance, SqlError, Transaction | CurrentTenant>
  }
>()("@tango/projects/Allowances") {
  static readonly layer = Layer.effect(
    Allowances,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql

      const apply = Effect.fn("Allowances.apply")(function* ({
        data,
        metadata,
      }: Received<(typeof OrganizationEntitlementsChanged)["data"]["Type"]>) {
        const upsert = Effect.gen(function* () {
          const sql = yield* Transaction
          const tenant = yield* CurrentTenant
          yield* sql`insert into allowances ${sql.insert({
            organization_id: tenant,
            plan: data.plan,
            project_limit: data.limits.projects,
            sequence: metadata.sequence,
          })} on conflict (organization_id) do update
            set plan = excluded.plan, project_limit = excluded.project_limit, sequence = excluded.sequence
            where allowances.sequence < excluded.sequence`
        })
        yield* tenantSql.transaction(Inbox.once(metadata.id, upsert))
      })

      const lock = Effect.gen(function* () {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        // A row lock needs a row, and the first project may come before the first event: lock the organization's name instead.
        yield* sql`select pg_advisory_xact_lock(hashtextextended(${`projects:${tenant}`}, 0))`
        const [row] = yield* sql<{ plan: string; project_limit: number | null }>`
          select plan, project_limit from allowances where organization_id = ${tenant}`
        if (row === undefined) return { plan: "free" as const, limit: plans.free.limits.projects }
        return { plan: yield* Effect.orDie(decodePlan(row.plan)), limit: row.project_limit }
      })

      return Allowances.of({ apply, lock })
    }),
  )
}
