import { collect, type Outcome } from "./Collecting.ts"
import { amountOf } from "./Amounts.ts"
import { advanceLines } from "./CycleLines.ts"
import { draft } from "./Drafting.ts"
import { emit } from "./Events.ts"
import { finalize } from "./Finalizing.ts"
import { newId } from "./Ids.ts"
import { checkItems } from "./ItemChanges.ts"
import { newItem, newSubscription } from "./NewSubscription.ts"
import { expectOneCurrency } from "./OneCurrency.ts"
import { periodAfter, periodAround } from "./Periods.ts"
import { portion } from "./Proration.ts"
import type { Customer, Discount, Invoice, InvoiceLine, Metadata, PaymentMethod, Price, Subscription } from "./Wire.ts"
import { settingsOf, type World } from "./World.ts"

export interface Order {
  readonly customer: Customer
  readonly items: ReadonlyArray<{ price: Price; quantity: number; metadata: Metadata }>
  readonly fields: Partial<Subscription>
  /** In seconds; null starts the paid period at once. */
  readonly trialEnd: number | null
  /** A later time that periods are counted from; until it, the part of a period is billed unless `prorates` is false. */
  readonly anchor: number | null
  readonly prorates: boolean
  readonly method: PaymentMethod | null
  /** What a challenge to the customer came to. */
  readonly authenticated?: boolean
  /** Whether the first payment is tried at once. */
  readonly pays: boolean
  readonly discounts: (subscription: string) => ReadonlyArray<Discount>
}

export interface Started {
  readonly subscription: Subscription
  readonly invoice: Invoice
  readonly outcome: Outcome | null
}

/** Makes a subscription and its first invoice and tries to pay it: `active`, `trialing`, or `incomplete` until it is paid. */
export const startSubscription = (world: World, order: Order): Started => {
  const unpaid = unpaidSubscription(world, order)
  const trial = order.trialEnd !== null
  const draftInvoice = draft(world, {
    customer: order.customer,
    subscription: unpaid,
    reason: "subscription_create",
    lines: order.anchor === null ? advanceLines(world, unpaid.items.data, trial) : stubLines(world, unpaid, order),
    pending: true,
    currency: unpaid.currency,
    finalizesAt: null,
  })
  const invoice = finalize(world, draftInvoice)
  const method = order.method ?? undefined
  const answered = order.authenticated === undefined ? {} : { authenticated: order.authenticated }
  const outcome = invoice.status === "open" && order.pays ? collect(world, invoice, { method, ...answered }) : null
  const now = outcome?.invoice ?? invoice
  const paid = now.status === "paid"
  const subscription: Subscription = {
    ...(world.subscriptions.get(unpaid.id) ?? unpaid),
    latest_invoice: now.id,
    status: trial ? "trialing" : paid || unpaid.collection_method === "send_invoice" ? "active" : "incomplete",
  }
  world.subscriptions.put(subscription.id, subscription)
  announce(world, subscription)
  return { subscription, invoice: now, outcome }
}

const announce = (world: World, subscription: Subscription): void => {
  if (!settingsOf(world).incompleteFirst || subscription.status === "incomplete") {
    emit(world, "customer.subscription.created", subscription)
    return
  }
  emit(world, "customer.subscription.created", { ...subscription, status: "incomplete" })
  emit(world, "customer.subscription.updated", subscription, { status: "incomplete" })
}

const unpaidSubscription = (world: World, order: Order): Subscription => {
  const id = newId("sub")
  const now = world.now()
  const anchor = order.trialEnd ?? order.anchor ?? now
  const items = order.items
    .map((item) => newItem(world, id, item))
    .map((item) => ({
      ...item,
      current_period_end: order.trialEnd ?? order.anchor ?? periodAfter(now, item.price.recurring),
    }))
  const currency = items[0]?.price.currency ?? "usd"
  checkItems(items, currency)
  expectOneCurrency(world, order.customer.id, currency)
  const subscription = newSubscription(world, id, items, {
    customer: order.customer.id,
    currency,
    billing_cycle_anchor: anchor,
    test_clock: order.customer.test_clock ?? null,
    trial_end: order.trialEnd,
    trial_start: order.trialEnd === null ? null : now,
    ...order.fields,
  })
  const discounts = order.discounts(id).map((one) => one.id)
  return world.subscriptions.put(id, { ...subscription, discounts })
}

/** The part of a period before a later anchor. */
const stubLines = (world: World, subscription: Subscription, order: Order): ReadonlyArray<InvoiceLine> =>
  !order.prorates
    ? []
    : advanceLines(world, subscription.items.data, false).map((line, index) => {
        const item = subscription.items.data.find(
          (one) => one.id === line.parent?.subscription_item_details?.subscription_item,
        )
        if (!item) return line
        const { start, end } = periodAround(subscription.billing_cycle_anchor, item.price.recurring, world.now())
        const whole = index >= 0 ? amountOf(world, item.price, item.quantity ?? 1) : 0
        const amount = portion(whole, end - world.now(), end - start)
        return { ...line, amount, subtotal: amount }
      })
