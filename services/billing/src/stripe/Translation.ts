import { SubscriptionStatus } from "@tango/contracts/events/BillingEvents"
import { OrganizationId } from "@tango/contracts/Ids"
import { PriceKey } from "@tango/contracts/Plans"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type Stripe from "stripe"
import type { InvoiceStatus, Scheduled, StripeCredit, StripeInvoice, StripeSubscription } from "../domain/Books.ts"

const decodeOrganizationId = Schema.decodeUnknownOption(OrganizationId)
const decodePriceKey = Schema.decodeUnknownOption(PriceKey)
const decodeStatus = Schema.decodeUnknownOption(SubscriptionStatus)
const decodeFloor = Schema.decodeUnknownOption(
  Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 1_000_000 })),
)

export const toOrganizationId = (text: string | undefined): OrganizationId | null =>
  Option.getOrNull(decodeOrganizationId(text))

/** The id of what Stripe gives as an id or, expanded, as the object. */
export const toId = (reference: string | { readonly id: string } | null | undefined): string | null =>
  typeof reference === "string" ? reference : (reference?.id ?? null)

/** Which of our prices it is. A price that was replaced has lost its lookup key to its successor and keeps its metadata. */
export const keyOf = (price: Stripe.Price): PriceKey | null =>
  Option.getOrNull(Option.orElse(decodePriceKey(price.lookup_key), () => decodePriceKey(price.metadata["price_key"])))

const date = (seconds: number): Date => new Date(seconds * 1000)
const dateOrNull = (seconds: number | null | undefined): Date | null =>
  seconds === null || seconds === undefined ? null : date(seconds)

// Scheduled by date (flexible billing, the Portal) or by flag (classic billing, the Dashboard).
const cancelAtOf = (subscription: Stripe.Subscription, currentPeriodEnd: Date): Date | null =>
  dateOrNull(subscription.cancel_at) ?? (subscription.cancel_at_period_end ? currentPeriodEnd : null)

/** The item with the seats; a subscription may have metered ones beside it. */
const seatItem = (subscription: Stripe.Subscription) => {
  for (const item of subscription.items.data) {
    const price = keyOf(item.price)
    if (price !== null) return { item, price }
  }
  return null
}

/** What time it is on the test clock that a sandbox's customer is bound to; null without one. */
export const testTimeOf = (subscriptions: ReadonlyArray<Stripe.Subscription>): Date | null => {
  const clock = subscriptions.map(({ test_clock }) => test_clock).find((one) => typeof one === "object" && one !== null)
  return dateOrNull(clock?.frozen_time)
}

/** None for a subscription to something else than our plans. */
export const toSubscription = (
  subscription: Stripe.Subscription,
  scheduled: Scheduled | null,
): StripeSubscription | null => {
  const status = Option.getOrNull(decodeStatus(subscription.status))
  const found = seatItem(subscription)
  if (status === null || found === null) return null
  const { item, price } = found
  const currentPeriodEnd = date(item.current_period_end)
  return {
    subscriptionId: subscription.id,
    itemId: item.id,
    status,
    price,
    seats: item.quantity ?? 1,
    seatFloor: Option.getOrElse(decodeFloor(subscription.metadata["seat_floor"]), () => 1),
    currentPeriodStart: date(item.current_period_start),
    currentPeriodEnd,
    cancelAt: cancelAtOf(subscription, currentPeriodEnd),
    trialEnd: dateOrNull(subscription.trial_end),
    scheduled,
    scheduleId: toId(subscription.schedule),
    createdAt: date(subscription.created),
    traceparent: subscription.metadata["traceparent"],
  }
}

const statuses: Readonly<Record<string, InvoiceStatus>> = {
  open: "open",
  paid: "paid",
  uncollectible: "uncollectible",
  void: "void",
}

/** What was given back of a charge, and whether its owner disputes it. */
export interface ChargeFacts {
  readonly amountRefunded: number
  readonly dispute: StripeInvoice["dispute"]
}

/** The payments that an invoice was paid with. */
export const paymentIntentsOf = (invoice: Stripe.Invoice): ReadonlyArray<string> =>
  (invoice.payments?.data ?? []).flatMap(({ payment }) => toId(payment.payment_intent) ?? [])

/** None for a draft: nobody owes it, and it may yet be another. */
export const toInvoice = (
  invoice: Stripe.Invoice,
  charges: ReadonlyMap<string, ChargeFacts>,
): ReadonlyArray<StripeInvoice> => {
  const status = statuses[invoice.status ?? ""]
  if (status === undefined || invoice.id === undefined) return []
  const facts = paymentIntentsOf(invoice).flatMap((id) => charges.get(id) ?? [])
  const { finalized_at, paid_at } = invoice.status_transitions
  return [
    {
      invoiceId: invoice.id,
      subscriptionId: toId(invoice.parent?.subscription_details?.subscription),
      number: invoice.number,
      status,
      currency: invoice.currency,
      total: invoice.total,
      amountDue: invoice.amount_due,
      amountPaid: invoice.amount_paid,
      amountRemaining: invoice.amount_remaining,
      creditApplied: Math.max(0, (invoice.ending_balance ?? invoice.starting_balance) - invoice.starting_balance),
      amountRefunded: facts.reduce((sum, { amountRefunded }) => sum + amountRefunded, 0),
      dispute: facts.find(({ dispute }) => dispute !== null)?.dispute ?? null,
      attempts: invoice.attempt_count,
      nextAttemptAt: status === "open" ? dateOrNull(invoice.next_payment_attempt) : null,
      createdAt: date(invoice.created),
      finalizedAt: dateOrNull(finalized_at),
      paidAt: dateOrNull(paid_at),
      url: invoice.hosted_invoice_url ?? null,
      pdfUrl: invoice.invoice_pdf ?? null,
    },
  ]
}

const creditKind = ({ amount, metadata, type }: Stripe.CustomerBalanceTransaction): StripeCredit["kind"] => {
  if (type === "unapplied_from_invoice") return "returned"
  // An invoice that comes to less than nothing leaves credit.
  if (type === "applied_to_invoice") return amount > 0 ? "applied" : "proration"
  return metadata?.["grant_id"] === undefined ? "adjusted" : "granted"
}

const creditReasons: Readonly<Record<StripeCredit["kind"], string>> = {
  granted: "Credit",
  applied: "Used for an invoice",
  returned: "Given back by an invoice",
  proration: "Unused time",
  adjusted: "Adjusted",
}

/** Stripe's balance is what is owed, so its signs are the other way round. */
export const toCredit = (transaction: Stripe.CustomerBalanceTransaction): StripeCredit => {
  const kind = creditKind(transaction)
  return {
    transactionId: transaction.id,
    kind,
    amount: -transaction.amount || 0,
    currency: transaction.currency,
    balance: -transaction.ending_balance || 0,
    reason: transaction.description ?? creditReasons[kind],
    grantedBy: transaction.metadata?.["granted_by"] ?? null,
    grantId: transaction.metadata?.["grant_id"] ?? null,
    invoiceId: toId(transaction.invoice),
    createdAt: date(transaction.created),
  }
}
