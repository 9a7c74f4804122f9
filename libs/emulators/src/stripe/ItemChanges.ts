import { priceDataParams } from "./InlinePrices.ts"
import { invalid, noSuchReference } from "./Errors.ts"
import { newItem } from "./NewSubscription.ts"
import type { Params } from "./Params.ts"
import { planOf, recurringPrice } from "./RecurringPrices.ts"
import type { Subscription, SubscriptionItem } from "./Wire.ts"
import type { World } from "./World.ts"

export const itemChangeParams = [
  "items[][id]",
  "items[][price]",
  ...priceDataParams("items[]"),
  "items[][quantity]",
  "items[][deleted]",
  "items[][clear_usage]",
  "items[][metadata]",
  "items[][metadata][*]",
]

/** The items after the change: those that are not named stay as they are. Their periods are for the change to say. */
export const itemsAfter = (world: World, before: Subscription, params: Params): ReadonlyArray<SubscriptionItem> => {
  const known = new Map(before.items.data.map((item) => [item.id, item]))
  for (const change of params.objects("items")) {
    const id = change.string("id")
    const item = id === undefined ? undefined : known.get(id)
    if (id !== undefined && !item) throw noSuchReference("subscription_item", id, change.nameOf("id"))
    const after = item ? changedItem(world, item, change) : addedItem(world, before, change)
    if (change.boolean("deleted")) known.delete(after.id)
    else known.set(after.id, after)
  }
  const items = [...known.values()]
  checkItems(items, before.currency)
  return items
}

/** Refuses items that cannot stand together in a subscription. */
export const checkItems = (items: ReadonlyArray<SubscriptionItem>, currency: string): void => {
  if (items.length === 0) throw invalid("A subscription must have at least one active plan.", { param: "items" })
  if (new Set(items.map((item) => item.price.id)).size < items.length)
    throw invalid("Cannot add multiple subscription items with the same price.", { param: "items" })
  const other = items.find((item) => item.price.currency !== currency)
  if (other)
    throw invalid(
      `The price specified only supports \`${other.price.currency}\`. This doesn't match the expected currency: \`${currency}\`.`,
      { param: "items" },
    )
}

/** The quantity asked for: metered prices have none, others 0 or more. */
export const quantityOf = (params: Params): number | undefined => {
  const quantity = params.integer("quantity")
  if (quantity === undefined || (quantity >= 0 && quantity <= 999_999_999)) return quantity
  const message = quantity < 0 ? "This value must be greater than or equal to 0." : "This value is too large."
  throw invalid(message, { code: "parameter_invalid_integer", param: params.nameOf("quantity") })
}

const changedItem = (world: World, item: SubscriptionItem, change: Params): SubscriptionItem => {
  const price = change.has("price") || change.has("price_data") ? recurringPrice(world, change) : item.price
  const metered = price.recurring?.usage_type === "metered"
  const { quantity: _old, ...rest } = item
  return {
    ...rest,
    price,
    plan: planOf(price),
    ...(metered ? {} : { quantity: quantityOf(change) ?? item.quantity ?? 1 }),
    metadata: change.metadata(item.metadata),
  }
}

const addedItem = (world: World, subscription: Subscription, change: Params): SubscriptionItem =>
  newItem(world, subscription.id, {
    price: recurringPrice(world, change),
    quantity: quantityOf(change) ?? 1,
    metadata: change.metadata(),
  })
