import { differences } from "./Differences.ts"
import { emit } from "./Events.ts"
import { invalid, noSuchReference } from "./Errors.ts"
import { newItem } from "./NewSubscription.ts"
import type { Params } from "./Params.ts"
import { planOf, recurringPrice } from "./RecurringPrices.ts"
import { requested, scheduledCancel } from "./SubscriptionCancel.ts"
import type { Subscription, SubscriptionItem } from "./Wire.ts"
import { reference, type World } from "./World.ts"

export const changeParams = [
  "items[][id]",
  "items[][price]",
  "items[][quantity]",
  "items[][deleted]",
  "items[][metadata][*]",
  "metadata",
  "metadata[*]",
  "cancel_at_period_end",
  "cancel_at",
  "cancellation_details[comment]",
  "cancellation_details[feedback]",
  "default_payment_method",
  "description",
  "proration_behavior",
  "proration_date",
  "payment_behavior",
  "billing_cycle_anchor[type]",
  "off_session",
]

/** The items after the change: those that are not named stay as they are. */
const changedItems = (world: World, before: Subscription, params: Params): Array<SubscriptionItem> => {
  const changes = params.objects("items")
  const known = new Map(before.items.data.map((item) => [item.id, item]))
  for (const change of changes) {
    const id = change.string("id")
    const item = id === undefined ? undefined : known.get(id)
    if (id !== undefined && !item) throw noSuchReference("subscription_item", id, change.nameOf("id"))
    const after = item ? changedItem(world, item, change) : addedItem(world, before, change)
    if (change.boolean("deleted")) known.delete(after.id)
    else known.set(after.id, after)
  }
  const items = [...known.values()]
  if (items.length === 0) throw invalid("A subscription must have at least one item.", { param: "items" })
  const prices = new Set(items.map((item) => item.price.id))
  if (prices.size < items.length)
    throw invalid("Cannot add multiple subscription items with the same price.", { param: "items" })
  return items
}

const quantityOf = (change: Params): number | undefined => {
  const quantity = change.integer("quantity")
  if (quantity === undefined || quantity >= 0) return quantity
  throw invalid("Invalid non-negative integer", { code: "parameter_invalid_integer", param: change.nameOf("quantity") })
}

const changedItem = (world: World, item: SubscriptionItem, change: Params): SubscriptionItem => {
  const price = change.has("price") ? recurringPrice(world, change) : item.price
  return {
    ...item,
    price,
    plan: planOf(price),
    quantity: quantityOf(change) ?? item.quantity ?? 1,
    metadata: change.metadata(item.metadata),
  }
}

const addedItem = (world: World, subscription: Subscription, change: Params): SubscriptionItem => {
  const added = newItem(
    world,
    subscription.id,
    { price: recurringPrice(world, change), quantity: quantityOf(change) ?? 1, metadata: change.metadata() },
    null,
  )
  const peer = subscription.items.data[0]
  return peer ? { ...added, current_period_end: peer.current_period_end } : added
}

const cancellation = (world: World, before: Subscription, params: Params): Partial<Subscription> => {
  const atPeriodEnd = params.boolean("cancel_at_period_end")
  const at = params.nullable("cancel_at")
  if (atPeriodEnd !== undefined && typeof at === "string") {
    throw invalid("You may only specify one of these parameters: cancel_at, cancel_at_period_end.", {
      param: "cancel_at",
    })
  }
  const details = params.object("cancellation_details")
  const given = { comment: details?.nullable("comment"), feedback: details?.nullable("feedback") }
  const scheduled = atPeriodEnd
    ? scheduledCancel(world, before, "cancel_at_period_end")
    : atPeriodEnd === false || at === null
      ? scheduledCancel(world, before, "renew")
      : at === undefined
        ? {}
        : { cancel_at: params.integer("cancel_at") ?? null, canceled_at: world.now() }
  return details ? { ...scheduled, cancellation_details: requested(before.cancellation_details, given) } : scheduled
}

const methodOf = (world: World, before: Subscription, params: Params): string | null => {
  const id = params.nullable("default_payment_method")
  if (id === undefined) return before.default_payment_method
  if (id === null) return null
  const method = reference(world.paymentMethods, "PaymentMethod", id, "default_payment_method")
  if (method.customer === before.customer) return id
  throw invalid(`The customer does not have a payment method with the ID ${id}.`, {
    code: "resource_missing",
    param: "default_payment_method",
  })
}

/** Changes what the parameters name and announces it. Nothing is charged or credited for the rest of the period, so `always_invoice` is refused. */
export const changeSubscription = (world: World, before: Subscription, params: Params): Subscription => {
  if (before.status === "canceled" || before.status === "incomplete_expired") {
    throw invalid("A canceled subscription can only update its cancellation_details and metadata.")
  }
  const description = params.nullable("description")
  params.oneOf("proration_behavior", ["create_prorations", "none"])
  const after: Subscription = {
    ...before,
    ...cancellation(world, before, params),
    items: { ...before.items, data: changedItems(world, before, params) },
    metadata: params.metadata(before.metadata),
    default_payment_method: methodOf(world, before, params),
    description: description === undefined ? before.description : description,
  }
  return changeAndAnnounce(world, before, after)
}

/** Stores the subscription and announces what is different, if anything. */
export const changeAndAnnounce = (world: World, before: Subscription, after: Subscription): Subscription => {
  world.subscriptions.put(after.id, after)
  const previous = differences(before, after)
  if (Object.keys(previous).length > 0) emit(world, "customer.subscription.updated", after, previous)
  return after
}
