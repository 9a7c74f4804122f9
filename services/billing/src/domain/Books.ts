import type { SubscriptionStatus } from "@tango/contracts/events/BillingEvents"
import type { PriceKey } from "@tango/contracts/Plans"

/** What is to be at the beginning of the next period. */
export interface Scheduled {
  readonly price: PriceKey
  readonly seats: number
  readonly at: Date
}

/** One subscription as Stripe tells of it now. `traceparent` is that of the request which began its Checkout. */
export interface StripeSubscription {
  readonly subscriptionId: string
  readonly itemId: string
  readonly status: SubscriptionStatus
  readonly price: PriceKey
  readonly seats: number
  /** What the members' number never lowers the seats below: those that an admin asked for. */
  readonly seatFloor: number
  readonly currentPeriodStart: Date
  readonly currentPeriodEnd: Date
  readonly cancelAt: Date | null
  readonly trialEnd: Date | null
  readonly scheduled: Scheduled | null
  readonly scheduleId: string | null
  readonly createdAt: Date
  readonly traceparent: string | undefined
}

export type InvoiceStatus = "open" | "paid" | "uncollectible" | "void"

/** An invoice; amounts in minor units of `currency`. `attempts` counts those to charge it. */
export interface StripeInvoice {
  readonly invoiceId: string
  readonly subscriptionId: string | null
  readonly number: string | null
  readonly status: InvoiceStatus
  readonly currency: string
  readonly total: number
  readonly amountDue: number
  readonly amountPaid: number
  readonly amountRemaining: number
  readonly creditApplied: number
  readonly amountRefunded: number
  readonly dispute: "open" | "won" | "lost" | null
  readonly attempts: number
  readonly nextAttemptAt: Date | null
  readonly createdAt: Date
  readonly finalizedAt: Date | null
  readonly paidAt: Date | null
  readonly url: string | null
  readonly pdfUrl: string | null
}

/** A line of Stripe's ledger of an organization's credit; positive was given, negative was used. */
export interface StripeCredit {
  readonly transactionId: string
  readonly kind: "granted" | "applied" | "returned" | "proration" | "adjusted"
  readonly amount: number
  readonly currency: string
  readonly balance: number
  readonly reason: string
  readonly grantedBy: string | null
  /** Our grant that it is from, if any. */
  readonly grantId: string | null
  readonly invoiceId: string | null
  readonly createdAt: Date
}

/** Everything that Stripe says of one customer. */
export interface Books {
  readonly subscriptions: ReadonlyArray<StripeSubscription>
  readonly invoices: ReadonlyArray<StripeInvoice>
  readonly credits: ReadonlyArray<StripeCredit>
  /** What time it is for a customer on one of Stripe's test clocks. */
  readonly testTime?: Date
}
