import { newId } from "./Ids.ts"
import { money } from "./Money.ts"
import type { InvoiceLine, SubscriptionItem } from "./Wire.ts"
import type { World } from "./World.ts"

/** The line that bills an item for its current period, or shows its trial. */
export const periodLine = (world: World, item: SubscriptionItem, invoice: string, trial: boolean): InvoiceLine => {
  const amount = trial ? 0 : (item.price.unit_amount ?? 0) * (item.quantity ?? 1)
  const name = world.products.get(item.price.product)?.name ?? "Subscription"
  const every = item.price.recurring?.interval ?? "month"
  const each = money(item.price.unit_amount ?? 0, item.price.currency)
  return {
    id: newId("il"),
    object: "line_item",
    amount,
    currency: item.price.currency,
    description: trial ? `Trial period for ${name}` : `${item.quantity ?? 1} × ${name} (at ${each} / ${every})`,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: item.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: item.subscription,
        subscription_item: item.id,
      },
      type: "subscription_item_details",
    },
    period: { start: item.current_period_start, end: item.current_period_end },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: item.price.id, product: item.price.product },
      type: "price_details",
      unit_amount_decimal: trial ? "0" : item.price.unit_amount_decimal,
    },
    quantity: item.quantity ?? 1,
    quantity_decimal: String(item.quantity ?? 1),
    subscription: item.subscription,
    subtotal: amount,
    taxes: [],
  }
}
