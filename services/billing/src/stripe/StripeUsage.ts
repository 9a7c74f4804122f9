import { UsageRefused } from "@tango/contracts/api/BillingApi"
import { type MeterKey, paidMeters } from "@tango/contracts/Plans"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import { createHash } from "node:crypto"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { meterEventName } from "../domain/Catalogue.ts"
import { orUnavailable, StripeClient } from "./StripeClient.ts"
import { priceIdOf } from "./StripePrices.ts"

/** Something used that is paid by use. */
export interface Usage {
  readonly meter: MeterKey
  readonly amount: number
  readonly recordedAt: Date
  /** Counts once. */
  readonly key: string
}

/** Of at most 100 characters, and of one customer: Stripe's identifiers are the account's, our keys an organization's. */
const identifierOf = (customerId: string, { key, meter }: Usage): string =>
  createHash("sha256").update(`${customerId} ${meter} ${key}`).digest("hex")

/** Stripe's meters. */
export class StripeUsage extends Context.Service<
  StripeUsage,
  {
    /** Puts the meter's price on the subscription when it is not there yet, then tells the meter. */
    report(
      customerId: string,
      subscriptionId: string,
      usage: Usage,
    ): Effect.Effect<void, UsageRefused | ProviderUnavailable>
  }
>()("@tango/billing/StripeUsage") {
  static readonly layer = Layer.effect(
    StripeUsage,
    Effect.gen(function* () {
      const client = yield* StripeClient
      const { call } = client

      const ensureItem = Effect.fnUntraced(function* (subscriptionId: string, meter: MeterKey) {
        const price = yield* priceIdOf(client, paidMeters[meter].priceKey)
        const { items } = yield* call("subscriptions.retrieve", (stripe) =>
          stripe.subscriptions.retrieve(subscriptionId),
        )
        if (items.data.some((item) => item.price.id === price)) return
        yield* call("subscription_items.create", (stripe) =>
          stripe.subscriptionItems.create(
            { subscription: subscriptionId, price },
            { idempotencyKey: `meter:${subscriptionId}:${price}` },
          ),
        )
      })

      /** Null when it is counted, else why it is not. */
      const tell = (customerId: string, usage: Usage) =>
        call("billing.meter_events.create", (stripe) =>
          stripe.billing.meterEvents.create({
            event_name: meterEventName(usage.meter),
            identifier: identifierOf(customerId, usage),
            timestamp: Math.floor(usage.recordedAt.getTime() / 1000),
            payload: { stripe_customer_id: customerId, value: String(usage.amount) },
          }),
        ).pipe(
          Effect.as(null),
          Effect.catchTag("StripeRefused", ({ code, parameter }) =>
            // It was told before: this is the repeat of a message, or of a request whose answer was lost.
            Effect.succeed(code === "duplicate_meter_event" ? null : `${code} ${parameter}`.trim()),
          ),
        )

      const report = Effect.fnUntraced(function* (customerId: string, subscriptionId: string, usage: Usage) {
        const refusal = yield* orUnavailable(
          Effect.andThen(ensureItem(subscriptionId, usage.meter), tell(customerId, usage)),
        )
        if (refusal !== null) return yield* new UsageRefused({ reason: refusal })
      })

      return StripeUsage.of({ report })
    }),
  ).pipe(Layer.provide(StripeClient.layer))
}
