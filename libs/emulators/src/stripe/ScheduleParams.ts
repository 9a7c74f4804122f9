import { priceDataParams } from "./InlinePrices.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { quantityOf } from "./ItemChanges.ts"
import type { Params } from "./Params.ts"
import { periodAfter } from "./Periods.ts"
import { recurringPrice } from "./RecurringPrices.ts"
import type { SchedulePhase } from "./Wire.ts"
import { resource, type World } from "./World.ts"

export const phaseParams = [
  "items[][price]",
  ...priceDataParams("items[]"),
  "items[][quantity]",
  "items[][metadata][*]",
  "start_date",
  "end_date",
  "duration[interval]",
  "duration[interval_count]",
  "proration_behavior",
  "billing_cycle_anchor",
  "trial",
  "trial_end",
  "metadata",
  "metadata[*]",
  "description",
  "default_payment_method",
  "collection_method",
  "currency",
].map((name) => name.replace(/^(\w+)/, "phases[][$1]"))

const startOf = (world: World, params: Params, otherwise: number): number =>
  params.string("start_date") === "now" ? world.now() : (params.integer("start_date") ?? otherwise)

const itemOf = (world: World, params: Params): SchedulePhase["items"][number] => {
  const price = recurringPrice(world, params)
  return {
    billing_thresholds: null,
    discounts: [],
    metadata: params.metadata(),
    plan: price.id,
    price: price.id,
    ...(price.recurring?.usage_type === "metered" ? {} : { quantity: quantityOf(params) ?? 1 }),
    tax_rates: [],
  }
}

const endOf = (world: World, params: Params, start: number, items: SchedulePhase["items"]): number => {
  const duration = params.object("duration")
  const interval = duration?.oneOf("interval", ["day", "week", "month", "year"])
  if (duration && !interval) throw missingParameter(duration.nameOf("interval"))
  const price = resource(world.prices, "price", items[0]?.price ?? "")
  const end =
    params.integer("end_date") ??
    (interval
      ? periodAfter(start, { interval, interval_count: duration?.integer("interval_count") ?? 1 })
      : periodAfter(start, price.recurring))
  if (end > start) return end
  throw invalid("The phase's end date must be after its start date.", { param: params.nameOf("end_date") })
}

const phaseOf = (world: World, params: Params, start: number): SchedulePhase => {
  if (params.objects("items").length === 0) throw missingParameter(params.nameOf("items"))
  const items = params.objects("items").map((item) => itemOf(world, item))
  const end = endOf(world, params, start, items)
  const behaviours = ["create_prorations", "always_invoice", "none"] as const
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: params.oneOf("billing_cycle_anchor", ["automatic", "phase_start"]) ?? null,
    billing_thresholds: null,
    collection_method: params.oneOf("collection_method", ["charge_automatically", "send_invoice"]) ?? null,
    currency: world.prices.get(items[0]?.price ?? "")?.currency ?? "usd",
    default_payment_method: params.string("default_payment_method") ?? null,
    default_tax_rates: [],
    description: params.string("description") ?? null,
    discounts: [],
    end_date: end,
    invoice_settings: null,
    items,
    metadata: params.metadata(),
    on_behalf_of: null,
    proration_behavior: params.oneOf("proration_behavior", behaviours) ?? "create_prorations",
    start_date: start,
    transfer_data: null,
    trial_end: params.boolean("trial") ? end : (params.integer("trial_end") ?? null),
  }
}

/** The phases that `phases[]` describes, each beginning where the one before ends. */
export const phasesOf = (world: World, params: Params, start: number): Array<SchedulePhase> => {
  const phases: Array<SchedulePhase> = []
  for (const one of params.objects("phases")) {
    const last = phases.at(-1)
    const from = startOf(world, one, last?.end_date ?? start)
    if (last && from !== last.end_date)
      throw invalid("The start date of a phase must match the end date of the phase before.", {
        param: one.nameOf("start_date"),
      })
    phases.push(phaseOf(world, one, from))
  }
  if (phases.length === 0) throw missingParameter("phases")
  if (phases.length > 10) throw invalid("A schedule can have up to 10 current or future phases.", { param: "phases" })
  return phases
}
