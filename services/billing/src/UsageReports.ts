import type { UsageRefused } from "@tango/contracts/api/BillingApi"
import type { CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Customers } from "./Customers.ts"
import { Store } from "./Store.ts"
import { StripeUsage, type Usage } from "./stripe/StripeUsage.ts"

/** What is paid by use, told to Stripe's meters; the same key counts once. */
export class UsageReports extends Context.Service<
  UsageReports,
  {
    /** False where nobody pays: on the free plan use is not billed, and nothing is told. */
    report(usage: Usage): Effect.Effect<boolean, UsageRefused | ProviderUnavailable, CurrentTenant>
  }
>()("@tango/billing/UsageReports") {
  static readonly layer = Layer.effect(
    UsageReports,
    Effect.gen(function* () {
      const store = yield* Store
      const customers = yield* Customers
      const stripe = yield* StripeUsage
      const report = Effect.fn("UsageReports.report")(function* (usage: Usage) {
        const snapshot = yield* store.snapshot
        const customerId = yield* customers.find
        if (customerId === null || snapshot === null || snapshot.plan === "free") return false
        yield* stripe.report(customerId, snapshot.subscriptionId, usage)
        return true
      })
      return UsageReports.of({ report })
    }),
  )
}
