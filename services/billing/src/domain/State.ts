import type { StripeInvoice, StripeSubscription } from "./Books.ts"

/** How an end is scheduled: by the flag (classic billing, the Dashboard) or by a date (flexible billing, the Portal). */
export type Ending = { readonly _tag: "Continues" } | { readonly _tag: "Ends"; readonly at: Date }

/** A subscription's life, a case for each of Stripe's words, with what only that case has. */
export type State =
  | { readonly _tag: "Trialing"; readonly trialEnd: Date; readonly ending: Ending }
  | { readonly _tag: "Active"; readonly periodEnd: Date; readonly ending: Ending }
  | { readonly _tag: "PastDue"; readonly since: Date; readonly ending: Ending }
  | { readonly _tag: "Unpaid"; readonly since: Date }
  | { readonly _tag: "Incomplete" }
  | { readonly _tag: "IncompleteExpired" }
  | { readonly _tag: "Paused" }
  | { readonly _tag: "Canceled" }

/** The invoice that is overdue longest: finalized, tried, and not paid. */
export const overdueInvoice = (
  { subscriptionId }: Pick<StripeSubscription, "subscriptionId">,
  invoices: ReadonlyArray<StripeInvoice>,
): StripeInvoice | null =>
  invoices
    .filter((invoice) => invoice.subscriptionId === subscriptionId && invoice.attempts > 0)
    .filter(({ amountRemaining, status }) => (status === "open" || status === "uncollectible") && amountRemaining > 0)
    .toSorted((one, other) => dueSince(one).getTime() - dueSince(other).getTime())[0] ?? null

export const dueSince = ({ createdAt, finalizedAt }: StripeInvoice): Date => finalizedAt ?? createdAt

const endingOf = ({ cancelAt }: StripeSubscription): Ending =>
  cancelAt === null ? { _tag: "Continues" } : { _tag: "Ends", at: cancelAt }

/** `since` of an overdue subscription is its invoice's date, so that it does not depend on when anybody noticed. */
export const stateOf = (subscription: StripeSubscription, invoices: ReadonlyArray<StripeInvoice>): State => {
  const ending = endingOf(subscription)
  const unpaid = overdueInvoice(subscription, invoices)
  const since = unpaid === null ? subscription.currentPeriodStart : dueSince(unpaid)
  switch (subscription.status) {
    case "trialing":
      return { _tag: "Trialing", trialEnd: subscription.trialEnd ?? subscription.currentPeriodEnd, ending }
    case "active":
      return { _tag: "Active", periodEnd: subscription.currentPeriodEnd, ending }
    case "past_due":
      return { _tag: "PastDue", since, ending }
    case "unpaid":
      return { _tag: "Unpaid", since }
    case "incomplete":
      return { _tag: "Incomplete" }
    case "incomplete_expired":
      return { _tag: "IncompleteExpired" }
    case "paused":
      return { _tag: "Paused" }
    case "canceled":
      return { _tag: "Canceled" }
  }
}
