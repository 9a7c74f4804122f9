import { PlanName } from "@tango/contracts/Plans"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type Stripe from "stripe"
import {
  type Actual,
  type ActualPrice,
  type CataloguePrice,
  type CatalogueProduct,
  priceMetadata,
  type Step,
  wantedProducts,
} from "../domain/Catalogue.ts"
import { StripeClient, type StripeError } from "./StripeClient.ts"
import { toId } from "./Translation.ts"

/** The plan catalogue as Stripe has it. */
export class StripeCatalogue extends Context.Service<
  StripeCatalogue,
  {
    readonly read: Effect.Effect<Actual, StripeError>
    /** Does one step; done twice it changes nothing more. */
    apply(step: Step): Effect.Effect<void, StripeError>
  }
>()("@tango/billing/StripeCatalogue") {
  static readonly layer = Layer.effect(
    StripeCatalogue,
    Effect.gen(function* () {
      const { call } = yield* StripeClient

      const read = Effect.gen(function* () {
        const ids = wantedProducts.map(({ id }) => id)
        const products = yield* call("products.list", (stripe) => stripe.products.list({ ids, limit: 100 }))
        const prices = yield* Effect.forEach(ids, (product) =>
          call("prices.list", (stripe) =>
            stripe.prices.list({ product, limit: 100 }).autoPagingToArray({ limit: 10_000 }),
          ),
        )
        return { products: products.data.map(toProduct), prices: prices.flat().map(toPrice) }
      })

      const create = (price: CataloguePrice) =>
        call("prices.create", (stripe) =>
          stripe.prices.create({
            product: price.product,
            unit_amount: price.unitAmount,
            currency: price.currency,
            recurring: { interval: price.interval },
            lookup_key: price.key,
            transfer_lookup_key: true,
            metadata: priceMetadata(price),
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
        }
      }

      return StripeCatalogue.of({ read, apply: (step) => Effect.asVoid(steps(step)) })
    }),
  ).pipe(Layer.provide(StripeClient.layer))
}

const productFields = ({ description, name, plan, unitLabel }: CatalogueProduct) => ({
  name,
  description,
  unit_label: unitLabel,
  metadata: { plan },
})

const decodePlan = Schema.decodeUnknownOption(PlanName)

const toProduct = ({ active, description, id, metadata, name, unit_label }: Stripe.Product): CatalogueProduct => ({
  id,
  active,
  name,
  description: description ?? "",
  unitLabel: unit_label ?? "",
  plan: Option.getOrElse(decodePlan(metadata["plan"]), () => "free" as const),
})

const toPrice = (price: Stripe.Price): ActualPrice => ({
  id: price.id,
  lookupKey: price.lookup_key,
  active: price.active,
  product: toId(price.product) ?? "",
  unitAmount: price.unit_amount,
  currency: price.currency,
  interval: price.recurring?.interval_count === 1 ? price.recurring.interval : null,
  metadata: price.metadata,
})
