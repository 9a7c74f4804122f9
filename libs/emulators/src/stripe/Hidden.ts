import type { LineItem, Metadata, SubscriptionItem } from "./Wire.ts"

/** What Checkout needs to make the subscription once it is paid, and which the session itself does not show. */
export interface CheckoutPlan {
  readonly id: string
  readonly lineItems: ReadonlyArray<LineItem>
  readonly subscriptionMetadata: Metadata
  readonly description: string | null
  readonly trialEnd: number | null
  readonly missingMethod: "cancel" | "create_invoice" | "pause"
  readonly billingMode: "classic" | "flexible"
  /** Ids of coupons and promotion codes. */
  readonly discounts: ReadonlyArray<{ coupon: string; promotionCode: string | null }>
}

/** What has been billed for an item's time, so that credits can refer to it. Times in seconds, the amount in minor units after discounts. */
export interface Debit {
  /** The line's id, or that of the invoice item behind it. */
  readonly id: string
  readonly subscription: string
  readonly item: string
  readonly price: string
  readonly quantity: number
  readonly amount: number
  readonly start: number
  readonly end: number
  /** Where it was invoiced; null while it waits. */
  readonly invoice: string | null
  readonly line: string | null
}

/** What a subscription becomes once the invoice that it waits for is paid. */
export interface PendingChange {
  readonly id: string
  readonly invoice: string
  readonly items: ReadonlyArray<SubscriptionItem>
  readonly anchor: number
  readonly trialEnd: number | null
  readonly debits: ReadonlyArray<Debit>
  readonly settled: ReadonlyArray<string>
}

/** What has been said about a subscription once, by the time that it was about, in seconds. */
export interface Notices {
  readonly id: string
  readonly trialWillEnd: number | null
  readonly upcoming: number | null
}

/** A 3-D Secure challenge that waits for the customer. */
export interface Challenge {
  readonly id: string
  readonly session: string
  readonly method: string
  readonly returnTo: string
}

/** A usage event of a meter; `at` is when it was used and `received` when it was told, in seconds. */
export interface Usage {
  readonly id: string
  readonly eventName: string
  readonly customer: string
  readonly value: number
  readonly at: number
  readonly received: number
  readonly cancelled?: true
}

/** A feature that a product has. */
export interface ProductFeature {
  readonly id: string
  readonly product: string
  readonly feature: string
}

/** What was said last of a customer's entitlements, by their lookup keys. */
export interface Entitled {
  readonly id: string
  readonly keys: ReadonlyArray<string>
}

/** The account's own settings, which real accounts change in the Dashboard. */
export interface Settings {
  /** Whether the hosted Checkout waits for the answer to `checkout.session.completed` before it redirects. */
  readonly awaitCompletedWebhook: boolean
  /** What becomes of a subscription whose retries are used up. */
  readonly afterRetries: "cancel" | "unpaid" | "past_due"
  /** Days between the attempts to collect a renewal. */
  readonly retryDays: ReadonlyArray<number>
  /** Days between `invoice.upcoming` and the renewal. */
  readonly upcomingDays: number
  /** Announces a paid start as `incomplete` first, as older versions of the API did. */
  readonly incompleteFirst: boolean
  /** Ends the subscription whose payment is disputed. */
  readonly cancelDisputed: boolean
}

export const defaultSettings: Settings = {
  awaitCompletedWebhook: true,
  afterRetries: "cancel",
  retryDays: [1, 1, 2, 2, 2, 2, 2, 2],
  upcomingDays: 7,
  incompleteFirst: false,
  cancelDisputed: false,
}
