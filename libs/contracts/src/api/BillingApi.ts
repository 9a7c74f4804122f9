import * as Schema from "effect/Schema"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import { idempotencyHeaders } from "../IdempotencyKey.ts"
import { CheckoutSessionId } from "../Ids.ts"
import { RequiredPermission } from "../Permissions.ts"
import { PlanName, PriceKey } from "../Plans.ts"
import { Authentication } from "../Principal.ts"
import { IdempotencyKeyReused, NotFound, Problem, ProviderUnavailable, RequestValidation } from "../Problem.ts"
import { SubscriptionStatus } from "../events/BillingEvents.ts"
import { Timestamp } from "../Timestamp.ts"

export class AlreadySubscribed extends Problem<AlreadySubscribed>()(
  "AlreadySubscribed",
  { code: "already_subscribed", status: 409, title: "This organization has a subscription already." },
  { plan: PlanName },
) {}

/** What an organization pays for. On the free plan `status` is "none" and everything about a price is null. */
export const Subscription = Schema.Struct({
  plan: PlanName,
  status: Schema.Union([SubscriptionStatus, Schema.Literal("none")]),
  price: Schema.NullOr(PriceKey),
  seats: Schema.NullOr(Schema.Int),
  currentPeriodEnd: Schema.NullOr(Timestamp),
  /** When it ends, if the end is scheduled. */
  cancelAt: Schema.NullOr(Timestamp),
})

export const Checkout = Schema.Struct({ checkoutSessionId: CheckoutSessionId, url: Schema.String })

export class SubscriptionGroup extends HttpApiGroup.make("subscription")
  .add(
    HttpApiEndpoint.get("get", "/subscription", { success: Subscription }).annotate(RequiredPermission, "billing:read"),
    HttpApiEndpoint.post("checkout", "/checkout", {
      headers: idempotencyHeaders,
      payload: Schema.Struct({
        price: PriceKey,
        seats: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })),
      }),
      success: Checkout.pipe(HttpApiSchema.status("Created")),
      error: [AlreadySubscribed, IdempotencyKeyReused, ProviderUnavailable],
    }).annotate(RequiredPermission, "billing:write"),
    HttpApiEndpoint.post("syncCheckout", "/checkout/:checkoutSessionId/sync", {
      params: { checkoutSessionId: CheckoutSessionId },
      success: Subscription,
      error: [NotFound, ProviderUnavailable],
    }).annotate(RequiredPermission, "billing:write"),
  )
  .middleware(Authentication) {}

export class BillingApi extends HttpApi.make("billing")
  .add(SubscriptionGroup)
  .middleware(RequestValidation)
  .prefix("/api/billing")
  .annotateMerge(
    OpenApi.annotations({
      title: "Tango Billing",
      version: "1.0.0",
      description: "Subscriptions, checkout and what an organization pays for.",
    }),
  ) {}
