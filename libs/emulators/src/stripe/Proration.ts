import { amountOf } from "./Amounts.ts"
import { discounted, discountsFor, netOf } from "./Discounting.ts"
import { emit } from "./Events.ts"
import type { Debit } from "./Hidden.ts"
import { newId } from "./Ids.ts"
import { periodLines, productName } from "./InvoiceLines.ts"
import { shortDate } from "./Money.ts"
import type { InvoiceItem, Price, Subscription, SubscriptionItem } from "./Wire.ts"
import type { World } from "./World.ts"

/** The part of an amount that falls on `part` of `whole` seconds, rounded half away from zero. Exact for any safe amount. */
export const portion = (amount: number, part: number, whole: number): number => {
  const share = BigInt(Math.abs(amount)) * BigInt(part) * 2n + BigInt(whole)
  const rounded = Number(share / (BigInt(whole) * 2n))
  return amount < 0 && rounded !== 0 ? -rounded : rounded
}

export interface ProrationOrder {
  readonly before: Subscription
  readonly after: Subscription
  /** When the change counts from, in seconds. */
  readonly at: number
  /** Whether everything is billed anew from now on, so that only what is unused goes back. */
  readonly restarts: boolean
}

const isMetered = (item: SubscriptionItem): boolean => item.price.recurring?.usage_type === "metered"

const isSame = (one: SubscriptionItem, other: SubscriptionItem | undefined): boolean =>
  one.price.id === other?.price.id && (one.quantity ?? 1) === (other.quantity ?? 1)

/** Stores and announces what a change gives back and bills for the rest of the period; nothing during a trial. */
export const prorate = (world: World, order: ProrationOrder): ReadonlyArray<InvoiceItem> => {
  const { before, after, restarts } = order
  if (before.status === "trialing") return []
  const was = new Map(before.items.data.map((item) => [item.id, item]))
  const is = new Map(after.items.data.map((item) => [item.id, item]))
  const isOver = (item: SubscriptionItem) => item.current_period_end <= order.at
  const gone = before.items.data.filter((item) => !isOver(item) && (restarts || !isSame(item, is.get(item.id))))
  const come = restarts ? [] : after.items.data.filter((item) => !isOver(item) && !isSame(item, was.get(item.id)))
  const credits = gone.filter((item) => !isMetered(item)).flatMap((item) => creditsFor(world, order, item))
  const debits = come.filter((item) => !isMetered(item)).map((item) => debitFor(world, order, item))
  return [...credits, ...debits]
}

/** Flexible billing gives back of what was billed; classic billing of what the item costs. */
const creditsFor = (world: World, order: ProrationOrder, item: SubscriptionItem): ReadonlyArray<InvoiceItem> => {
  const billed = world.debits.all().filter((one) => one.item === item.id && one.end > order.at)
  for (const one of billed) world.debits.delete(one.id)
  if (order.before.billing_mode.type !== "classic") return billed.map((one) => creditOf(world, order, item, one))
  const { current_period_start: start, current_period_end: end } = item
  const amount = portion(netAmount(world, order.before, item), end - order.at, end - start)
  return amount === 0 && billed.length === 0
    ? []
    : [addItem(world, order, item, { ...unused(world, order, item), amount: -amount })]
}

const unused = (world: World, order: ProrationOrder, item: SubscriptionItem) => ({
  price: item.price,
  quantity: item.quantity ?? 1,
  end: item.current_period_end,
  description: `Unused time on ${item.quantity ?? 1} × ${productName(world, item.price)} after ${shortDate(order.at)}`,
  credited: null,
})

const creditOf = (world: World, order: ProrationOrder, item: SubscriptionItem, debit: Debit): InvoiceItem => {
  const from = Math.max(order.at, debit.start)
  const price = world.prices.get(debit.price) ?? item.price
  return addItem(world, order, item, {
    price,
    quantity: debit.quantity,
    amount: -portion(debit.amount, debit.end - from, debit.end - debit.start),
    end: debit.end,
    description: `Unused time on ${debit.quantity} × ${productName(world, price)} after ${shortDate(order.at)}`,
    credited: creditedOf(debit),
  })
}

type Credited = NonNullable<NonNullable<InvoiceItem["proration_details"]>["credited_items"]>

const creditedOf = (debit: Debit): Credited =>
  debit.invoice === null || debit.line === null
    ? { invoice_item: debit.id, type: "invoice_item" }
    : {
        invoice_line_item_details: { invoice: debit.invoice, invoice_line_items: [debit.line] },
        type: "invoice_line_items",
      }

const debitFor = (world: World, order: ProrationOrder, item: SubscriptionItem): InvoiceItem => {
  const { current_period_start: start, current_period_end: end } = item
  const quantity = item.quantity ?? 1
  const amount = portion(netAmount(world, order.after, item), end - order.at, end - start)
  const added = addItem(world, order, item, {
    price: item.price,
    quantity,
    amount,
    end,
    description: `Remaining time on ${quantity} × ${productName(world, item.price)} after ${shortDate(order.at)}`,
    credited: null,
  })
  if (amount > 0)
    world.debits.put(added.id, {
      id: added.id,
      subscription: order.after.id,
      item: item.id,
      price: item.price.id,
      quantity,
      amount,
      start: order.at,
      end,
      invoice: null,
      line: null,
    })
  return added
}

/** What an item costs for a whole period, after the discounts that count now. */
const netAmount = (world: World, subscription: Subscription, item: SubscriptionItem): number => {
  const quantity = item.quantity ?? 1
  const discounts = discountsFor(world, subscription, subscription.customer)
  if (discounts.length === 0) return amountOf(world, item.price, quantity)
  const lines = periodLines(world, item, { start: 0, end: 0 }, quantity, false)
  return discounted(world, lines, discounts).reduce((sum, line) => sum + netOf(line), 0)
}

interface ItemFields {
  readonly price: Price
  readonly quantity: number
  readonly amount: number
  readonly end: number
  readonly description: string
  readonly credited: Credited | null
}

const addItem = (world: World, order: ProrationOrder, item: SubscriptionItem, fields: ItemFields): InvoiceItem => {
  const added: InvoiceItem = {
    id: newId("ii"),
    object: "invoiceitem",
    amount: fields.amount,
    currency: fields.price.currency,
    customer: order.after.customer,
    customer_account: null,
    date: order.at,
    description: fields.description,
    discountable: false,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    net_amount: fields.amount,
    parent: {
      subscription_details: { subscription: order.after.id, subscription_item: item.id },
      type: "subscription_details",
    },
    period: { start: order.at, end: fields.end },
    pricing: {
      price_details: { price: fields.price.id, product: fields.price.product },
      type: "price_details",
      unit_amount_decimal: fields.price.unit_amount_decimal,
    },
    proration: true,
    proration_details: { credited_items: fields.credited, discount_amounts: [] },
    quantity: fields.quantity,
    quantity_decimal: String(fields.quantity),
    tax_rates: [],
    test_clock: order.after.test_clock,
  }
  world.invoiceItems.put(added.id, added)
  emit(world, "invoiceitem.created", added)
  return added
}
