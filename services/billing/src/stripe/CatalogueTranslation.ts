import { PlanName } from "@tango/contracts/Plans"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type Stripe from "stripe"
import type { Actual, ActualPrice, CataloguePrice, CatalogueProduct, Terms } from "../domain/Catalogue.ts"
import { portalFeatures, portalMark } from "./StripePortal.ts"
import { toId } from "./Translation.ts"

export const productFields = ({ description, name, plan, unitLabel }: CatalogueProduct) => ({
  name,
  description,
  unit_label: unitLabel,
  metadata: plan === null ? {} : { plan },
})

const decodePlan = Schema.decodeUnknownOption(PlanName)

export const toProduct = ({
  active,
  description,
  id,
  metadata,
  name,
  unit_label,
}: Stripe.Product): CatalogueProduct => ({
  id,
  active,
  name,
  description: description ?? "",
  unitLabel: unit_label ?? "",
  plan: Option.getOrNull(decodePlan(metadata["plan"])),
})

export const termFields = (terms: Terms) =>
  terms._tag === "PerUnit"
    ? { unit_amount: terms.unitAmount }
    : {
        billing_scheme: "tiered" as const,
        tiers_mode: terms.mode,
        tiers: terms.tiers.map(({ unitAmount, upTo }) => ({
          up_to: upTo ?? ("inf" as const),
          unit_amount: unitAmount,
        })),
      }

const intervals = { month: "month", year: "year" } as const

export const recurringOf = ({ interval }: CataloguePrice, meter: string | null) => ({
  interval: interval === "year" ? intervals.year : intervals.month,
  ...(meter === null ? {} : { usage_type: "metered" as const, meter }),
})

const termsOf = (price: Stripe.Price): Terms =>
  price.billing_scheme === "tiered"
    ? {
        _tag: "Tiered",
        mode: price.tiers_mode === "volume" ? "volume" : "graduated",
        tiers: (price.tiers ?? []).map(({ unit_amount, up_to }) => ({ upTo: up_to, unitAmount: unit_amount ?? 0 })),
      }
    : { _tag: "PerUnit", unitAmount: price.unit_amount ?? -1 }

export const toPrice = (price: Stripe.Price): ActualPrice => ({
  id: price.id,
  lookupKey: price.lookup_key,
  active: price.active,
  product: toId(price.product) ?? "",
  terms: termsOf(price),
  currency: price.currency,
  interval: price.recurring?.interval_count === 1 ? price.recurring.interval : null,
  meterId: price.recurring?.meter ?? null,
  metadata: price.metadata,
})

// Of what we set, as Stripe shows it: it adds fields of its own, and its lists have no order.
const matches = (wanted: unknown, actual: unknown): boolean => {
  if (Array.isArray(wanted))
    return Array.isArray(actual) && wanted.length === actual.length && wanted.every((one) => actual.includes(one))
  if (typeof wanted === "object" && wanted !== null)
    return (
      typeof actual === "object" &&
      actual !== null &&
      Object.entries(wanted).every(([name, value]) => matches(value, Reflect.get(actual, name)))
    )
  return wanted === actual
}

export const toPortal = (configurations: ReadonlyArray<Stripe.BillingPortal.Configuration>): Actual["portal"] => {
  const ours = configurations.find(({ metadata }) => metadata?.["tango"] === portalMark.tango)
  return ours === undefined ? null : { id: ours.id, same: matches(portalFeatures, ours.features) }
}
