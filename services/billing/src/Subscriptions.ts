import { SubscriptionChanged } from "@tango/contracts/events/BillingEvents"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Inbox from "@tango/messaging/Inbox"
import * as Outbox from "@tango/messaging/Outbox"
import { parseTraceparent } from "@tango/observability/Traceparent"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { SqlError } from "effect/sql/SqlError"
import { Customers } from "./Customers.ts"
import {
  decide,
  type Decision,
  type Standing,
  standingOf,
  type SubscriptionView,
  viewOf,
} from "./domain/Subscription.ts"
import { lockOrganization } from "./persistence/OrganizationLock.ts"
import { findSubscription, type StoredSnapshot, toSnapshot, writeSubscription } from "./persistence/SubscriptionRows.ts"
import { StripeGateway } from "./stripe/StripeGateway.ts"

/** What the tenant's organization pays for: a copy of what Stripe says, taken anew whenever something may have changed. */
export class Subscriptions extends Context.Service<
  Subscriptions,
  {
    readonly get: Effect.Effect<SubscriptionView, never, CurrentTenant>
    /** Asks Stripe, stores the answer, and announces it if it is another. */
    readonly sync: Effect.Effect<SubscriptionView, ProviderUnavailable, CurrentTenant>
    /** The same because of an event of Stripe's, once for each. */
    syncOnce(stripeEventId: string): Effect.Effect<void, ProviderUnavailable, CurrentTenant>
    /** The same within a transaction that goes on, which has the organization's lock afterwards. */
    readonly refresh: Effect.Effect<Standing, ProviderUnavailable | SqlError, Transaction | CurrentTenant>
  }
>()("@tango/billing/Subscriptions") {
  static readonly layer = Layer.effect(
    Subscriptions,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const stripe = yield* StripeGateway
      const customers = yield* Customers
      const signal = yield* Outbox.OutboxSignal

      const stored = Effect.gen(function* () {
        const sql = yield* Transaction
        const [row] = yield* findSubscription(sql, yield* CurrentTenant)
        return toSnapshot(row)
      })

      const refresh = Effect.gen(function* () {
        // The lock is around the question and the writing of the answer: an older answer never overwrites a newer one.
        yield* lockOrganization
        const customerId = yield* customers.find
        if (customerId === null) return standingOf([])
        const standing = standingOf(yield* stripe.subscriptions(customerId))
        if (standing._tag !== "None" && standing.liveBeside > 0)
          yield* Effect.logError("An organization pays for more than one subscription", { customerId })
        const before = yield* stored
        const decision = decide(before, standing)
        if (decision._tag === "Changed")
          yield* inTraceOf(decision, record(before, decision)).pipe(Effect.provideService(Outbox.OutboxSignal, signal))
        return standing
      })

      const sync = tenantSql
        .transaction(Effect.andThen(refresh, Effect.map(stored, viewOf)))
        .pipe(Effect.withSpan("Subscriptions.sync"))

      const syncOnce = Effect.fn("Subscriptions.syncOnce")(function* (stripeEventId: string) {
        const fresh = yield* tenantSql.transaction(Inbox.once(`stripe:${stripeEventId}`, refresh))
        if (Option.isNone(fresh)) yield* Effect.logInfo("An event of Stripe's came again", { stripeEventId })
      })

      const get = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => findSubscription(sql, tenant))
        return viewOf(toSnapshot(row))
      }).pipe(Effect.withSpan("Subscriptions.get"))

      return Subscriptions.of({ get, sync, syncOnce, refresh })
    }),
  )
}

type Changed = Extract<Decision, { _tag: "Changed" }>

const record = Effect.fnUntraced(function* (before: StoredSnapshot | null, { previousPlan, snapshot }: Changed) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const version = (before?.version ?? 0) + 1
  yield* writeSubscription(sql, tenant, snapshot, version)
  yield* Outbox.append(SubscriptionChanged, {
    subject: `subscription/${tenant}`,
    sequence: version,
    data: {
      ...snapshot,
      organizationId: tenant,
      previousPlan,
      currentPeriodEnd: snapshot.currentPeriodEnd.toISOString(),
      cancelAt: snapshot.cancelAt?.toISOString() ?? null,
    },
  })
})

/** What a Checkout began belongs to the trace of the request for it, whoever noticed first; what comes later does not. */
const inTraceOf = <A, E, R>({ begins }: Changed, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const parent = parseTraceparent(begins?.traceparent)
    if (parent === undefined) return yield* effect
    const noticedBy = yield* Effect.option(Effect.currentSpan)
    const links = Option.toArray(noticedBy).map((span) => ({ span, attributes: {} }))
    return yield* Effect.withSpan(effect, "Subscriptions.begin", { parent, links })
  })
