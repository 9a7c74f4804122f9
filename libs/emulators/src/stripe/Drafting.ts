import { discounted, discountsFor, totalDiscounts } from "./Discounting.ts"
import { emit } from "./Events.ts"
import { newId } from "./Ids.ts"
import { itemLine } from "./InvoiceLines.ts"
import { newInvoice } from "./Invoices.ts"
import { spendOnce } from "./SpentDiscounts.ts"
import type { Customer, Discount, Invoice, InvoiceItem, InvoiceLine, Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

export interface DraftOrder {
  readonly customer: Customer
  readonly subscription: Subscription | null
  readonly reason: Invoice["billing_reason"]
  readonly lines: ReadonlyArray<InvoiceLine>
  /** Whether what waits for the next invoice goes on this one. */
  readonly pending: boolean
  readonly currency: string
  /** When it finalizes by itself, in seconds. */
  readonly finalizesAt: number | null
  readonly fields?: Partial<Invoice>
  readonly discounts?: ReadonlyArray<Discount>
}

/** What waits for an invoice of the subscription, newest first; a customer's other items go on whatever comes next. */
export const pendingItems = (world: World, customer: string, subscription: string | null): ReadonlyArray<InvoiceItem> =>
  world.invoiceItems
    .live()
    .filter((item) => {
      const owner = item.parent?.subscription_details?.subscription ?? null
      return item.customer === customer && (owner === null || owner === subscription)
    })
    .toReversed()

/** A stored and announced draft with its lines, discounts and totals. */
export const draft = (world: World, order: DraftOrder): Invoice => {
  const items = order.pending ? pendingItems(world, order.customer.id, order.subscription?.id ?? null) : []
  const id = newId("in")
  const lines = [...items.map(itemLine), ...order.lines].map((line) => ({ ...line, invoice: id }))
  const discounts = order.discounts ?? discountsFor(world, order.subscription, order.customer.id)
  const invoice = withLines(world, newInvoice(world, order, id), lines, discounts)
  for (const item of items) world.invoiceItems.put(item.id, { ...item, invoice: id })
  world.invoices.put(id, invoice)
  recordDebits(world, invoice)
  emit(world, "invoice.created", invoice)
  spendOnce(world, invoice)
  return invoice
}

/** The invoice with these lines, and totals that follow from them. */
export const withLines = (
  world: World,
  invoice: Invoice,
  lines: ReadonlyArray<InvoiceLine>,
  discounts: ReadonlyArray<Discount>,
): Invoice => {
  const net = discounted(
    world,
    lines.map((line) => ({ ...line, discount_amounts: [], pretax_credit_amounts: [] })),
    discounts,
  )
  const subtotal = net.reduce((sum, line) => sum + line.amount, 0)
  const off = totalDiscounts(net)
  const total = off.reduce((rest, { amount }) => rest - amount, subtotal)
  const due = Math.max(0, total)
  return {
    ...invoice,
    lines: { ...invoice.lines, data: [...net] },
    discounts: discounts.map((one) => one.id),
    total_discount_amounts: off,
    total_pretax_credit_amounts: off.map((one) => ({ ...one, type: "discount" })),
    subtotal,
    subtotal_excluding_tax: subtotal,
    total,
    total_excluding_tax: total,
    amount_due: due,
    amount_remaining: due,
  }
}

/** Remembers what the invoice bills for time that can be given back. */
const recordDebits = (world: World, invoice: Invoice): void => {
  for (const line of invoice.lines.data) {
    const details = line.parent?.subscription_item_details
    if (!details) continue
    const waiting = details.invoice_item === null ? undefined : world.debits.get(details.invoice_item)
    if (waiting) world.debits.put(waiting.id, { ...waiting, invoice: invoice.id, line: line.id })
    const price = line.pricing?.price_details?.price
    if (details.invoice_item !== null || price === undefined || line.amount <= 0) continue
    const licensed = world.prices.get(price)?.recurring?.usage_type !== "metered"
    if (!licensed) continue
    world.debits.put(line.id, {
      id: line.id,
      subscription: details.subscription ?? "",
      item: details.subscription_item,
      price,
      quantity: line.quantity ?? 1,
      amount: (line.discount_amounts ?? []).reduce((rest, { amount }) => rest - amount, line.amount),
      start: line.period.start,
      end: line.period.end,
      invoice: invoice.id,
      line: line.id,
    })
  }
}
