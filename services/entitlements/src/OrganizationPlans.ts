import { OrganizationEntitlementsChanged } from "@tango/contracts/events/EntitlementsEvents"
import type { PlanName } from "@tango/contracts/Plans"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Inbox from "@tango/messaging/Inbox"
import * as Outbox from "@tango/messaging/Outbox"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { entitlementsOf, type EntitlementsView, planChange } from "./domain/Entitlements.ts"
import { findPlan, lockPlan, toKnown, upsertPlan } from "./persistence/PlanRows.ts"

/** What the tenant may do, as it follows from its plan. */
export class OrganizationPlans extends Context.Service<
  OrganizationPlans,
  {
    /** An organization that nobody has told of yet is on Free. */
    readonly current: Effect.Effect<EntitlementsView, never, CurrentTenant>
    /** Takes billing's word on the plan, unless a newer one is known; announces what changes. */
    apply(billing: {
      readonly eventId: string
      readonly plan: PlanName
      /** Billing's number of the change; 0 for an organization that has just been created. */
      readonly sequence: number
    }): Effect.Effect<void, never, CurrentTenant>
  }
>()("@tango/entitlements/OrganizationPlans") {
  static readonly layer = Layer.effect(
    OrganizationPlans,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal

      const current = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => findPlan(sql, tenant))
        return entitlementsOf(row === undefined ? "free" : toKnown(row).plan)
      }).pipe(Effect.withSpan("OrganizationPlans.current"))

      const write = Effect.fnUntraced(function* (billing: { plan: PlanName; sequence: number }) {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        yield* lockPlan(sql, tenant)
        const [row] = yield* findPlan(sql, tenant)
        const change = planChange(row === undefined ? undefined : toKnown(row), billing)
        if (change._tag === "Stale") return
        yield* upsertPlan(sql, tenant, change.known)
        if (change._tag === "Same") return
        yield* Outbox.append(OrganizationEntitlementsChanged, {
          subject: `entitlements/${tenant}`,
          sequence: change.known.version,
          data: { organizationId: tenant, ...entitlementsOf(change.known.plan) },
        })
      })

      const apply = Effect.fn("OrganizationPlans.apply")(function* (billing: {
        eventId: string
        plan: PlanName
        sequence: number
      }) {
        yield* tenantSql
          .transaction(Inbox.once(billing.eventId, write(billing)))
          .pipe(Effect.provideService(Outbox.OutboxSignal, signal))
      })

      return OrganizationPlans.of({ current, apply })
    }),
  )
}
