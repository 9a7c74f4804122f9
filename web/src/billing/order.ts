import { type PlanName, type Price, prices } from "@tango/contracts/Plans"

export type Interval = Price["interval"]
export type PaidPlan = Exclude<PlanName, "free">

export const priceOf = (plan: PaidPlan, interval: Interval): Price =>
  prices[interval === "month" ? (`${plan}_monthly` as const) : (`${plan}_annual` as const)]

/** What a year costs less per seat when it is paid at once, in minor units. */
export const yearlySaving = (plan: PaidPlan): number =>
  12 * priceOf(plan, "month").unitAmount - priceOf(plan, "year").unitAmount

/** The greatest saving of all plans, in whole percent. */
export const savingPercent = (): number =>
  Math.max(
    ...(["pro", "business"] as const).map((plan) =>
      Math.round((100 * yearlySaving(plan)) / (12 * priceOf(plan, "month").unitAmount)),
    ),
  )
