// What can change a subscription, apart from `customer.subscription.*` and `checkout.session.*`. Other events tell of its
// payments and documents, and what those change about the subscription has an event of its own.
const others = [
  "customer.deleted",
  "invoice.paid",
  "invoice.payment_failed",
  "invoice.payment_action_required",
  "invoice.marked_uncollectible",
  "invoice.voided",
  "subscription_schedule.released",
  "subscription_schedule.completed",
  "subscription_schedule.canceled",
  "subscription_schedule.aborted",
]

/** Does an event of this type say that a subscription may be another? */
export const isAboutSubscriptions = (type: string): boolean =>
  type.startsWith("customer.subscription.") || type.startsWith("checkout.session.") || others.includes(type)

/** Does an event of this type follow from the request that began a Checkout, so that it belongs to its trace? */
export const followsFromCheckout = (type: string): boolean =>
  type.startsWith("checkout.session.") || type === "customer.subscription.created"
