import type { MeterKey } from "@tango/contracts/Plans"
import { paidMeters } from "@tango/contracts/Plans"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import {
  type Actual,
  type CataloguePrice,
  type CatalogueProduct,
  meterEventName,
  priceMetadata,
  type Step,
  wantedProducts,
} from "../domain/Catalogue.ts"
import { productFields, recurringOf, termFields, toPortal, toPrice, toProduct } from "./CatalogueTranslation.ts"
import { StripeClient, type StripeError, StripeRefused } from "./StripeClient.ts"
import { portalFeatures, portalMark } from "./StripePortal.ts"

/** The plan catalogue as Stripe has it. */
export class StripeCatalogue extends Context.Service<
  StripeCatalogue,
  {
    /** What Stripe has of these products; of ours unless told. */
    read(products?: ReadonlyArray<CatalogueProduct>): Effect.Effect<Actual, StripeError>
    /** Does one step; done twice it changes nothing more. */
    apply(step: Step): Effect.Effect<void, StripeError>
  }
>()("@tango/billing/StripeCatalogue") {
  static readonly layer = Layer.effect(
    StripeCatalogue,
    Effect.gen(function* () {
      const { call } = yield* StripeClient

      const listMeters = call("billing.meters.list", (stripe) =>
        stripe.billing.meters.list({ status: "active", limit: 100 }),
      )

      const read = Effect.fnUntraced(function* (wanted: ReadonlyArray<CatalogueProduct> = wantedProducts) {
        const ids = wanted.map(({ id }) => id)
        const products = yield* call("products.list", (stripe) => stripe.products.list({ ids, limit: 100 }))
        const prices = yield* Effect.forEach(ids, (product) =>
          call("prices.list", (stripe) =>
            stripe.prices.list({ product, limit: 100, expand: ["data.tiers"] }).autoPagingToArray({ limit: 10_000 }),
          ),
        )
        const found = yield* listMeters
        const portals = yield* call("billing_portal.configurations.list", (stripe) =>
          stripe.billingPortal.configurations.list({ active: true, limit: 100 }),
        )
        return {
          products: products.data.map(toProduct),
          prices: prices.flat().map(toPrice),
          meters: found.data.map(({ event_name, id }) => ({ id, eventName: event_name })),
          portal: toPortal(portals.data),
        }
      })

      const meterId = Effect.fnUntraced(function* (meter: MeterKey) {
        const { data } = yield* listMeters
        const found = data.find(({ event_name }) => event_name === meterEventName(meter))
        if (found !== undefined) return found.id
        return yield* new StripeRefused({ operation: "billing.meters.list", code: "no_meter", parameter: meter })
      })

      const create = Effect.fnUntraced(function* (price: CataloguePrice) {
        const meter = price.meter === null ? null : yield* meterId(price.meter)
        yield* call("prices.create", (stripe) =>
          stripe.prices.create({
            product: price.product,
            ...termFields(price.terms),
            currency: price.currency,
            recurring: recurringOf(price, meter),
            lookup_key: price.key,
            transfer_lookup_key: true,
            metadata: priceMetadata(price),
          }),
        )
      })

      const createMeter = (meter: MeterKey) =>
        call("billing.meters.create", (stripe) =>
          stripe.billing.meters.create({
            display_name: paidMeters[meter].title,
            event_name: meterEventName(meter),
            default_aggregation: { formula: "sum" },
            customer_mapping: { type: "by_id", event_payload_key: "stripe_customer_id" },
            value_settings: { event_payload_key: "value" },
          }),
        )

      const retire = (id: string) => call("prices.update", (stripe) => stripe.prices.update(id, { active: false }))

      const steps = (step: Step): Effect.Effect<unknown, StripeError> => {
        switch (step._tag) {
          case "Same":
            return Effect.void
          case "CreateProduct":
            return call("products.create", (stripe) =>
              stripe.products.create({ id: step.product.id, ...productFields(step.product) }),
            )
          case "UpdateProduct":
            return call("products.update", (stripe) =>
              stripe.products.update(step.product.id, { active: true, ...productFields(step.product) }),
            )
          case "CreateMeter":
            return createMeter(step.meter)
          case "CreatePrice":
            return create(step.price)
          case "ReplacePrice":
            return Effect.andThen(create(step.price), retire(step.old))
          case "AmendPrice":
            return call("prices.update", (stripe) =>
              stripe.prices.update(step.id, { active: true, metadata: priceMetadata(step.price) }),
            )
          case "RetirePrice":
            return retire(step.id)
          case "CreatePortal":
            return call("billing_portal.configurations.create", (stripe) =>
              stripe.billingPortal.configurations.create({ features: portalFeatures, metadata: portalMark }),
            )
          case "UpdatePortal":
            return call("billing_portal.configurations.update", (stripe) =>
              stripe.billingPortal.configurations.update(step.id, { features: portalFeatures }),
            )
        }
      }

      return StripeCatalogue.of({ read, apply: (step) => Effect.asVoid(steps(step)) })
    }),
  ).pipe(Layer.provide(StripeClient.layer))
}
