import type { StripeSubscription } from "./Books.ts"

/** How long a preview holds: Stripe prorates to the second it was made at. */
export const previewMinutes = 15

/** What of a subscription a preview was made from. */
export const fingerprint = (subscription: StripeSubscription): string =>
  [
    subscription.subscriptionId,
    subscription.status,
    subscription.price,
    subscription.seats,
    subscription.currentPeriodStart.getTime(),
    subscription.currentPeriodEnd.getTime(),
    subscription.scheduled === null ? "" : `${subscription.scheduled.price}*${subscription.scheduled.seats}`,
  ].join("|")

/** Too old, or about a subscription that is another by now. */
export const isStale = (
  { basis, expiresAt }: { readonly basis: string; readonly expiresAt: Date },
  subscription: StripeSubscription,
  now: Date,
): boolean => now > expiresAt || basis !== fingerprint(subscription)
