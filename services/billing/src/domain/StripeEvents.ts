// What can change what we copy, apart from the prefixes below. Other events tell of the same again: `invoice.payment_succeeded`
// beside `invoice.paid`, `payment_intent.*` beside the invoice's.
const others = [
  "customer.updated",
  "customer.deleted",
  "invoice.created",
  "invoice.finalized",
  "invoice.paid",
  "invoice.payment_failed",
  "invoice.payment_action_required",
  "invoice.marked_uncollectible",
  "invoice.voided",
  "invoice.updated",
  "subscription_schedule.updated",
  "subscription_schedule.released",
  "subscription_schedule.completed",
  "subscription_schedule.canceled",
  "subscription_schedule.aborted",
  "charge.refunded",
  "refund.created",
  "refund.updated",
  "refund.failed",
]
const prefixes = ["customer.subscription.", "checkout.session.", "charge.dispute."]

/** What a webhook endpoint has to be told of; more does no harm. @public the doctor asks for it by this file's path. */
export const webhookEvents = [
  ...others,
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.expired",
  "customer.subscription.created",
  "customer.subscription.updated",
  "customer.subscription.deleted",
  "customer.subscription.paused",
  "customer.subscription.resumed",
  "customer.subscription.trial_will_end",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.closed",
]

/** Does an event of this type say that something of a customer may be another? */
export const isAboutMoney = (type: string): boolean =>
  others.includes(type) || prefixes.some((prefix) => type.startsWith(prefix))

/** Does an event of this type follow from the request that began a Checkout, so that it belongs to its trace? */
export const followsFromCheckout = (type: string): boolean =>
  type.startsWith("checkout.session.") || type === "customer.subscription.created"

export const trialWillEnd = "customer.subscription.trial_will_end"
