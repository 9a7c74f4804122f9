import { partsOf, type Part } from "./Amounts.ts"
import { newId } from "./Ids.ts"
import { money } from "./Money.ts"
import type { InvoiceItem, InvoiceLine, Price, SubscriptionItem } from "./Wire.ts"
import type { World } from "./World.ts"

export const productName = (world: World, price: Price): string =>
  world.products.get(price.product)?.name ?? "Subscription"

interface Span {
  readonly start: number
  readonly end: number
}

/** The lines that bill a quantity of an item for a period, or show its trial. */
export const periodLines = (
  world: World,
  item: SubscriptionItem,
  period: Span,
  quantity: number,
  trial: boolean,
): ReadonlyArray<InvoiceLine> =>
  trial
    ? [line(world, item, period, { amount: 0, quantity, unitDecimal: "0", label: null }, true)]
    : partsOf(world, item.price, quantity).map((part) => line(world, item, period, part, false))

const line = (world: World, item: SubscriptionItem, period: Span, part: Part, trial: boolean): InvoiceLine => ({
  ...lineBase(item.price.currency, part.amount),
  description: trial ? `Trial period for ${productName(world, item.price)}` : describe(world, item.price, part),
  discountable: true,
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
  period: { start: period.start, end: period.end },
  pricing: pricing(item.price, part.unitDecimal),
  quantity: part.quantity,
  quantity_decimal: String(part.quantity),
  subscription: item.subscription,
})

const describe = (world: World, price: Price, part: Part): string => {
  const each = money(Number(part.unitDecimal), price.currency)
  const tier = part.label ? `${part.label} ` : ""
  const rate = part.label === "Flat fee" ? each : `at ${tier}${each}`
  return part.label === "Flat fee"
    ? `${productName(world, price)} – Flat fee`
    : `${part.quantity} × ${productName(world, price)} (${rate} / ${price.recurring?.interval ?? "month"})`
}

const pricing = (price: Price, unitDecimal: string): InvoiceLine["pricing"] => ({
  price_details: { price: price.id, product: price.product },
  type: "price_details",
  unit_amount_decimal: unitDecimal,
})

const lineBase = (currency: string, amount: number) =>
  ({
    id: newId("il"),
    object: "line_item",
    amount,
    currency,
    discount_amounts: [],
    discounts: [],
    invoice: null,
    livemode: false,
    pretax_credit_amounts: [],
    subtotal: amount,
    taxes: [],
  }) satisfies Partial<InvoiceLine>

/** The line that bills an invoice item. */
export const itemLine = (item: InvoiceItem): InvoiceLine => ({
  ...lineBase(item.currency, item.amount),
  description: item.description,
  discountable: item.discountable,
  metadata: item.metadata ?? {},
  parent: parentOf(item),
  period: item.period,
  pricing: item.pricing && {
    ...(item.pricing.price_details ? { price_details: item.pricing.price_details } : {}),
    type: "price_details",
    unit_amount_decimal: item.pricing.unit_amount_decimal,
  },
  quantity: item.quantity,
  quantity_decimal: item.quantity_decimal,
  subscription: item.parent?.subscription_details?.subscription ?? null,
})

const parentOf = (item: InvoiceItem): InvoiceLine["parent"] => {
  const subscriptionItem = item.parent?.subscription_details?.subscription_item
  return subscriptionItem === undefined ? invoiceItemParent(item) : prorationParent(item, subscriptionItem)
}

const invoiceItemParent = (item: InvoiceItem): InvoiceLine["parent"] => ({
  invoice_item_details: {
    invoice_item: item.id,
    proration: item.proration,
    proration_details: { credited_items: null },
    subscription: item.parent?.subscription_details?.subscription ?? null,
  },
  subscription_item_details: null,
  type: "invoice_item_details",
})

const prorationParent = (item: InvoiceItem, subscriptionItem: string): InvoiceLine["parent"] => ({
  invoice_item_details: null,
  subscription_item_details: {
    invoice_item: item.id,
    proration: item.proration,
    proration_details: { credited_items: creditedItems(item) },
    subscription: item.parent?.subscription_details?.subscription ?? null,
    subscription_item: subscriptionItem,
  },
  type: "subscription_item_details",
})

/** What has been credited, where that was on an invoice. */
const creditedItems = (item: InvoiceItem): { invoice: string; invoice_line_items: Array<string> } | null => {
  const debit = item.proration_details?.credited_items ?? null
  return debit?.type === "invoice_line_items" && debit.invoice_line_item_details
    ? {
        invoice: debit.invoice_line_item_details.invoice,
        invoice_line_items: debit.invoice_line_item_details.invoice_line_items,
      }
    : null
}
