import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { idempotencyHeaders } from "../../IdempotencyKey.ts"
import { CheckoutSessionId } from "../../Ids.ts"
import { RequiredPermission } from "../../Permissions.ts"
import { maximumSeats, PlanName, PriceKey } from "../../Plans.ts"
import { Authentication } from "../../Principal.ts"
import { IdempotencyKeyReused, NotFound, ProviderUnavailable } from "../../Problem.ts"
import { SubscriptionStatus } from "../../events/BillingEvents.ts"
import { Timestamp } from "../../Timestamp.ts"
import * as Problems from "./BillingProblems.ts"

/** What is not paid and what follows. `payUrl` is Stripe's page, where any card pays it. */
export const Overdue = Schema.Struct({
  /** Grace: everything works. Restricted: the organization is on Free until it is paid. */
  stage: Schema.Literals(["grace", "restricted"]),
  amount: Schema.Int,
  currency: Schema.String,
  payUrl: Schema.NullOr(Schema.String),
  /** When the plan was or will be taken away. */
  restrictedAt: Timestamp,
  /** When the subscription is ended for good. */
  endsAt: Timestamp,
})

/** A change that comes by itself when the period ends. */
export const ScheduledChange = Schema.Struct({ price: PriceKey, seats: Schema.Int, at: Timestamp })

/** What an organization pays for. On the free plan `status` is "none" and everything about a price is null. */
export const Subscription = Schema.Struct({
  plan: PlanName,
  status: Schema.Union([SubscriptionStatus, Schema.Literal("none")]),
  price: Schema.NullOr(PriceKey),
  seats: Schema.NullOr(Schema.Int),
  currentPeriodEnd: Schema.NullOr(Timestamp),
  /** When it ends, if the end is scheduled. */
  cancelAt: Schema.NullOr(Timestamp),
  trialEnd: Schema.NullOr(Timestamp),
  scheduled: Schema.NullOr(ScheduledChange),
  overdue: Schema.NullOr(Overdue),
  /** Whether the next subscription may begin with a trial. */
  mayTry: Schema.Boolean,
})

export const Checkout = Schema.Struct({ checkoutSessionId: CheckoutSessionId, url: Schema.String })

const Seats = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: maximumSeats }))
const Wanted = Schema.Struct({ price: PriceKey, seats: Seats })

/** Amounts in minor units; negative is credit. */
export const PreviewLine = Schema.Struct({ description: Schema.String, amount: Schema.Int })

/** What a change will cost. `amountDue` is what is charged at once, exactly; it holds until `expiresAt`. */
export const Preview = Schema.Struct({
  previewId: Schema.String.check(Schema.isUUID()),
  price: PriceKey,
  seats: Schema.Int,
  effect: Schema.Literals(["now", "period_end"]),
  effectiveAt: Timestamp,
  currency: Schema.String,
  lines: Schema.Array(PreviewLine),
  total: Schema.Int,
  /** Credit of the organization that is used for it, not negative. */
  creditApplied: Schema.Int,
  amountDue: Schema.Int,
  /** What remains as credit when the change costs less than what was paid already. */
  creditAfter: Schema.Int,
  /** What each period costs from then on, before credit. */
  recurring: Schema.Int,
  expiresAt: Timestamp,
})

const changeErrors = [
  Problems.NotSubscribed,
  Problems.PaymentOverdue,
  Problems.SubscriptionEnding,
  Problems.NothingToChange,
  Problems.SeatsInUse,
  ProviderUnavailable,
] as const

export class SubscriptionGroup extends HttpApiGroup.make("subscription")
  .add(
    HttpApiEndpoint.get("get", "/subscription", { success: Subscription }).annotate(RequiredPermission, "billing:read"),
    HttpApiEndpoint.post("checkout", "/checkout", {
      headers: idempotencyHeaders,
      payload: Schema.Struct({
        ...Wanted.fields,
        /** Begin with the plan's trial; refused when there was a subscription before. */
        trial: Schema.optionalKey(Schema.Boolean),
      }),
      success: Checkout.pipe(HttpApiSchema.status("Created")),
      error: [
        Problems.AlreadySubscribed,
        Problems.TrialUsed,
        Problems.CurrencyMismatch,
        IdempotencyKeyReused,
        ProviderUnavailable,
      ],
    }).annotate(RequiredPermission, "billing:write"),
    HttpApiEndpoint.post("syncCheckout", "/checkout/:checkoutSessionId/sync", {
      params: { checkoutSessionId: CheckoutSessionId },
      success: Schema.Struct({
        ...Subscription.fields,
        /** Somebody else had paid already: what this session paid has been given back. */
        duplicate: Schema.Boolean,
      }),
      error: [NotFound, ProviderUnavailable],
    }).annotate(RequiredPermission, "billing:write"),
    HttpApiEndpoint.post("preview", "/subscription/preview", {
      payload: Wanted,
      success: Preview,
      error: changeErrors,
    }).annotate(RequiredPermission, "billing:write"),
    HttpApiEndpoint.post("change", "/subscription/change", {
      headers: idempotencyHeaders,
      payload: Schema.Struct({ previewId: Preview.fields.previewId }),
      success: Subscription,
      error: [...changeErrors, Problems.PreviewStale, Problems.PaymentDeclined, IdempotencyKeyReused],
    }).annotate(RequiredPermission, "billing:write"),
    HttpApiEndpoint.post("reactivate", "/subscription/reactivate", {
      success: Subscription,
      error: [Problems.NotSubscribed, ProviderUnavailable],
    }).annotate(RequiredPermission, "billing:write"),
    HttpApiEndpoint.delete("keep", "/subscription/scheduled", {
      success: Subscription,
      error: [Problems.NotSubscribed, ProviderUnavailable],
    }).annotate(RequiredPermission, "billing:write"),
    HttpApiEndpoint.post("portal", "/portal", {
      payload: Schema.Struct({
        /** Straight to one of the portal's pages. */
        flow: Schema.optionalKey(Schema.Literals(["payment_method", "cancel"])),
      }),
      success: Schema.Struct({ url: Schema.String }),
      error: [Problems.NotSubscribed, ProviderUnavailable],
    }).annotate(RequiredPermission, "billing:write"),
  )
  .middleware(Authentication) {}
