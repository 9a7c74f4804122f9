import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

export const PlanName = Schema.Literals(["free", "pro", "business"])
export type PlanName = typeof PlanName.Type

export const PriceKey = Schema.Literals(["pro_monthly", "pro_annual", "business_monthly", "business_annual"])
export type PriceKey = typeof PriceKey.Type

/** A limit is a whole number; null is without limit. */
export const Limits = Schema.Struct({
  projects: Schema.NullOr(Schema.Int),
  seats: Schema.NullOr(Schema.Int),
  storageBytes: Schema.NullOr(Schema.Int),
  /** Within a month of billing; events from before there was such a limit have none. */
  apiCallsPerMonth: Schema.NullOr(Schema.Int).pipe(Schema.withDecodingDefaultKey(Effect.succeed(null))),
})
export type Limits = typeof Limits.Type

export const LimitName = Schema.Literals(["projects", "seats", "storageBytes", "apiCallsPerMonth"])
export type LimitName = typeof LimitName.Type

/** What is counted as it is used, against a limit that starts anew with each month of billing. */
export const MeteredFeature = Schema.Literals(["apiCalls"])
export type MeteredFeature = typeof MeteredFeature.Type

/** The limit that counts for a metered feature, and how many credits one unit beyond it takes from the pool. */
export const meters: Readonly<Record<MeteredFeature, { readonly limit: LimitName; readonly creditsPerUnit: number }>> =
  { apiCalls: { limit: "apiCallsPerMonth", creditsPerUnit: 1 } }

export const Feature = Schema.Literals(["sso", "audit_log_export", "priority_support"])
export type Feature = typeof Feature.Type

/** What a plan is called, for whom it is, and what an organization on it may do. */
export interface Plan {
  readonly name: PlanName
  readonly title: string
  readonly description: string
  readonly features: ReadonlyArray<Feature>
  readonly limits: Limits
  /** Days of trial that an organization's first subscription may begin with; null where there is nothing to try. */
  readonly trialDays: number | null
  /** Whether an admin who invites more people than there are paid seats is asked first; else seats are added unasked. */
  readonly asksForSeats: boolean
}

const GiB = 1024 ** 3

export const plans: Readonly<Record<PlanName, Plan>> = {
  free: {
    name: "free",
    title: "Free",
    description: "For trying things out.",
    features: [],
    limits: { projects: 3, seats: 3, storageBytes: GiB, apiCallsPerMonth: 1_000 },
    trialDays: null,
    asksForSeats: false,
  },
  pro: {
    name: "pro",
    title: "Pro",
    description: "For teams that ship.",
    features: ["audit_log_export"],
    limits: { projects: 100, seats: null, storageBytes: 100 * GiB, apiCallsPerMonth: 100_000 },
    trialDays: 14,
    asksForSeats: true,
  },
  business: {
    name: "business",
    title: "Business",
    description: "For companies with rules.",
    features: ["audit_log_export", "sso", "priority_support"],
    limits: { projects: null, seats: null, storageBytes: 1024 * GiB, apiCallsPerMonth: 1_000_000 },
    trialDays: 14,
    asksForSeats: true,
  },
}

/** A price per seat; `unitAmount` in minor units of `currency`, for one `interval`. The key is Stripe's lookup key. */
export interface Price {
  readonly key: PriceKey
  readonly plan: PlanName
  readonly interval: "month" | "year"
  readonly unitAmount: number
  readonly currency: "usd"
}

export const prices: Readonly<Record<PriceKey, Price>> = {
  pro_monthly: { key: "pro_monthly", plan: "pro", interval: "month", unitAmount: 1200, currency: "usd" },
  pro_annual: { key: "pro_annual", plan: "pro", interval: "year", unitAmount: 12000, currency: "usd" },
  business_monthly: { key: "business_monthly", plan: "business", interval: "month", unitAmount: 2500, currency: "usd" },
  business_annual: { key: "business_annual", plan: "business", interval: "year", unitAmount: 25000, currency: "usd" },
}

export const MeterKey = Schema.Literals(["api_calls"])
export type MeterKey = typeof MeterKey.Type

/** What is paid by use: `unitAmount` in minor units for each unit, billed monthly in arrears beside any paid plan. */
export interface Meter {
  readonly key: MeterKey
  /** Whose use it counts. */
  readonly feature: MeteredFeature
  readonly title: string
  /** Stripe's lookup key of the price. */
  readonly priceKey: string
  readonly unitAmount: number
  readonly currency: "usd"
}

export const paidMeters: Readonly<Record<MeterKey, Meter>> = {
  api_calls: {
    key: "api_calls",
    feature: "apiCalls",
    title: "API calls",
    priceKey: "api_calls_metered",
    unitAmount: 1,
    currency: "usd",
  },
}

/** Seats that can be bought at once. */
export const maximumSeats = 1000
