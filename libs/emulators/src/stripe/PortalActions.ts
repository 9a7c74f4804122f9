import { amountOf } from "./Amounts.ts"
import { typedCard } from "./CardFields.ts"
import { readCard } from "./CardForm.ts"
import { changeSubscription } from "./Changing.ts"
import { saveCard } from "./CheckoutPayment.ts"
import { saveCustomer } from "./CustomerFields.ts"
import { emit } from "./Events.ts"
import { itemsAfter } from "./ItemChanges.ts"
import { Params } from "./Params.ts"
import { configurationOf } from "./PortalConfigurations.ts"
import { downgradeAtEnd } from "./PortalSchedule.ts"
import { planOf } from "./RecurringPrices.ts"
import { periodEnd, requested, scheduledCancel } from "./SubscriptionCancel.ts"
import { endNow } from "./SubscriptionEnding.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import type { PortalConfiguration, PortalSession, Price, Subscription, SubscriptionItem } from "./Wire.ts"
import type { World } from "./World.ts"

type Features = PortalConfiguration["features"]

/** What the customer may see and change here. */
export const featuresFor = (world: World, session: PortalSession): Features =>
  configurationOf(world, session.configuration).features

export const subscriptionsOf = (world: World, session: PortalSession): ReadonlyArray<Subscription> =>
  world.subscriptions.live().filter((one) => one.customer === session.customer)

/** The prices that an item may change to. */
export const pricesFor = (world: World, features: Features): ReadonlyArray<Price> =>
  (features.subscription_update.products ?? []).flatMap((one) => one.prices.flatMap((id) => world.prices.get(id) ?? []))

/** Does what a form asks for; answers what is wrong with it, or null. */
export const act = (world: World, session: PortalSession, fields: URLSearchParams): string | null => {
  const features = featuresFor(world, session)
  const subscription = subscriptionsOf(world, session).find((one) => one.id === fields.get("subscription"))
  switch (fields.get("action")) {
    case "card":
      return features.payment_method_update.enabled ? changeCard(world, session, fields) : "This is not possible here."
    case "cancel":
      if (!subscription || !features.subscription_cancel.enabled) return "This is not possible here."
      return cancel(world, subscription, features, fields)
    case "renew":
      if (!subscription || subscription.cancel_at === null) return "There is nothing to take back."
      saveSubscription(world, subscription, { ...subscription, ...scheduledCancel(world, subscription, "renew") })
      return null
    case "update":
      if (!subscription || !features.subscription_update.enabled) return "This is not possible here."
      return update(world, subscription, features, fields)
    case "customer":
      return features.customer_update.enabled
        ? changeCustomer(world, session, features, fields)
        : "This is not possible here."
    default:
      return "This is not possible here."
  }
}

const changeCustomer = (
  world: World,
  session: PortalSession,
  features: Features,
  fields: URLSearchParams,
): string | null => {
  const customer = world.customers.get(session.customer ?? "")
  const email = fields.get("email")?.trim() ?? ""
  if (!customer || !features.customer_update.allowed_updates.includes("email")) return "This is not possible here."
  if (!/^\S+@\S+$/.test(email)) return "Your email is invalid."
  saveCustomer(world, customer, { ...customer, email })
  return null
}

/** The new card pays for the customer and for each subscription. */
const changeCard = (world: World, session: PortalSession, fields: URLSearchParams): string | null => {
  const customer = world.customers.get(session.customer ?? "")
  const card = readCard(typedCard(fields), world.now())
  if (!customer) return "This customer no longer exists."
  if (!("card" in card)) return Object.values(card)[0] ?? "Your card is invalid."
  const method = saveCard(world, customer, card)
  if (!("object" in method)) return method.message
  emit(world, "payment_method.attached", method)
  const settings = { ...customer.invoice_settings, default_payment_method: method.id }
  saveCustomer(world, customer, { ...customer, invoice_settings: settings })
  for (const one of subscriptionsOf(world, session))
    saveSubscription(world, one, { ...one, default_payment_method: method.id })
  return null
}

const managed = "Your plan has a scheduled change. Contact us to change it."

/** Flexible billing schedules the end by date: `cancel_at_period_end` stays false. */
const cancel = (world: World, one: Subscription, features: Features, fields: URLSearchParams): string | null => {
  if (one.schedule !== null) return managed
  const { mode, proration_behavior: proration } = features.subscription_cancel
  const said = { feedback: fields.get("feedback"), comment: fields.get("comment") }
  const details = requested(one.cancellation_details, said)
  if (mode === "immediately") {
    endNow(world, one, { prorate: proration !== "none", invoiceNow: proration === "always_invoice", details })
    return null
  }
  const classic = one.billing_mode.type === "classic"
  const end = scheduledCancel(world, one, classic ? "cancel_at_period_end" : { cancelAt: periodEnd(one) })
  saveSubscription(world, one, { ...one, ...end, cancellation_details: details })
  return null
}

const prorations = ["create_prorations", "always_invoice", "none"] as const

const lengths: Record<string, number> = { day: 1 / 30, week: 1 / 4, month: 1, year: 12 }

const months = ({ recurring }: Price): number =>
  (lengths[recurring?.interval ?? "month"] ?? 1) * (recurring?.interval_count ?? 1)

const isLater = (world: World, item: SubscriptionItem, price: Price, quantity: number, features: Features): boolean =>
  features.subscription_update.schedule_at_period_end.conditions.some(({ type }) =>
    type === "shortening_interval"
      ? months(price) < months(item.price)
      : amountOf(world, price, quantity) / months(price) <
        amountOf(world, item.price, item.quantity ?? 1) / months(item.price),
  )

const update = (world: World, one: Subscription, features: Features, fields: URLSearchParams): string | null => {
  if (one.schedule !== null) return managed
  const item = one.items.data.find(({ id }) => id === fields.get("item")) ?? one.items.data[0]
  const allowed = features.subscription_update.default_allowed_updates
  const price = pricesFor(world, features).find(({ id }) => id === fields.get("price")) ?? item?.price
  const quantity = Number(fields.get("quantity") ?? item?.quantity ?? 1)
  if (!item || !price) return "This is not possible here."
  if (price.id !== item.price.id && !allowed.includes("price")) return "The plan cannot be changed here."
  if (quantity !== item.quantity && !allowed.includes("quantity")) return "The quantity cannot be changed here."
  const bounds = (features.subscription_update.products ?? []).find(
    ({ product }) => product === price.product,
  )?.adjustable_quantity
  if (
    !Number.isInteger(quantity) ||
    quantity < Math.max(1, bounds?.minimum ?? 1) ||
    quantity > (bounds?.maximum ?? 999_999)
  )
    return "This quantity is not possible."
  if (isLater(world, item, price, quantity, features)) {
    downgradeAtEnd(world, one, { ...item, price, plan: planOf(price), quantity })
    return null
  }
  const wanted = new Params({ items: { 0: { id: item.id, price: price.id, quantity: String(quantity) } } })
  const proration = features.subscription_update.proration_behavior
  changeSubscription(world, one, {
    items: itemsAfter(world, one, wanted),
    anchorNow: features.subscription_update.billing_cycle_anchor === "now" || months(price) !== months(item.price),
    trialEnd:
      features.subscription_update.trial_update_behavior === "end_trial" && one.status === "trialing"
        ? "now"
        : undefined,
    fields: {},
    proration: prorations.find((one) => one === proration) ?? "create_prorations",
    payment: "error_if_incomplete",
  })
  return null
}
