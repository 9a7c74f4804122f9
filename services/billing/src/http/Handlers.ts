import { BillingApi } from "@tango/contracts/api/BillingApi"
import { CurrentPrincipal, CurrentTenant, holds } from "@tango/contracts/Principal"
import { NotFound } from "@tango/contracts/Problem"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Arrangements } from "../Arrangements.ts"
import { Checkouts } from "../Checkouts.ts"
import { Credits } from "../Credits.ts"
import { Customers } from "../Customers.ts"
import type { SubscriptionView } from "../domain/View.ts"
import { Invoices } from "../Invoices.ts"
import { PlanChanges } from "../PlanChanges.ts"
import { Seats } from "../Seats.ts"
import { noDetails, StripeDetails } from "../stripe/StripeDetails.ts"
import { Subscriptions } from "../Subscriptions.ts"
import { UsageReports } from "../UsageReports.ts"

/** Stripe's page for an invoice opens for whoever has its address, so only who may pay gets it. */
const withoutLink = Effect.fnUntraced(function* (view: SubscriptionView) {
  const principal = yield* CurrentPrincipal
  if (view.overdue === null || holds(principal, "billing:write")) return view
  return { ...view, overdue: { ...view.overdue, payUrl: null } }
})

const layerSubscription = HttpApiBuilder.group(
  BillingApi,
  "subscription",
  Effect.fnUntraced(function* (handlers) {
    const checkouts = yield* Checkouts
    const subscriptions = yield* Subscriptions
    const planChanges = yield* PlanChanges
    const arrangements = yield* Arrangements
    return handlers
      .handle("get", () => Effect.flatMap(subscriptions.get, withoutLink))
      .handle("checkout", ({ headers, payload }) =>
        checkouts.open({ ...payload, idempotencyKey: headers["idempotency-key"] }),
      )
      .handle("syncCheckout", ({ params }) => checkouts.sync(params.checkoutSessionId))
      .handle("preview", ({ payload }) => planChanges.preview(payload))
      .handle("change", ({ headers, payload }) =>
        planChanges.change({ previewId: payload.previewId, idempotencyKey: headers["idempotency-key"] }),
      )
      .handle("reactivate", () => arrangements.reactivate)
      .handle("keep", () => arrangements.keep)
      .handle("portal", ({ payload }) => arrangements.portal(payload.flow))
  }),
)

const layerMoney = HttpApiBuilder.group(
  BillingApi,
  "money",
  Effect.fnUntraced(function* (handlers) {
    const invoices = yield* Invoices
    const credits = yield* Credits
    const seats = yield* Seats
    const customers = yield* Customers
    const stripe = yield* StripeDetails
    const details = Effect.flatMap(customers.find, (customerId) =>
      customerId === null ? Effect.succeed(noDetails) : stripe.of(customerId),
    )
    return handlers
      .handle("details", () => details)
      .handle("invoices", ({ query }) => invoices.list(query))
      .handle("credits", ({ query }) => credits.list(query))
      .handle("seats", () => seats.use)
  }),
)

const layerOperator = HttpApiBuilder.group(
  BillingApi,
  "operator",
  Effect.fnUntraced(function* (handlers) {
    const credits = yield* Credits
    const reports = yield* UsageReports
    return handlers
      .handle("grantCredit", ({ headers, params, payload }) =>
        credits
          .grant({ ...payload, idempotencyKey: headers["idempotency-key"] })
          .pipe(Effect.provideService(CurrentTenant, params.organizationId)),
      )
      .handle("listCredits", ({ params }) =>
        credits.list({ limit: 100 }).pipe(
          // Without a cursor there is none to be wrong.
          Effect.catchTag("InvalidCursor", Effect.die),
          Effect.provideService(CurrentTenant, params.organizationId),
        ),
      )
      .handle("recordUsage", ({ params, payload }) =>
        Effect.flatMap(reports.report(payload), (billed) => (billed ? Effect.void : new NotFound({}))).pipe(
          Effect.provideService(CurrentTenant, params.organizationId),
        ),
      )
  }),
)

export const layerHandlers = Layer.mergeAll(layerSubscription, layerMoney, layerOperator)
