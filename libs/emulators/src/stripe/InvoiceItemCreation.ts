import { times } from "./Amounts.ts"
import { emit } from "./Events.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { inlinePrice, priceDataParams } from "./InlinePrices.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import type { InvoiceItem } from "./Wire.ts"
import { reference, type World } from "./World.ts"

export const invoiceItemParams = [
  "amount",
  "currency",
  "description",
  "discountable",
  "metadata",
  "metadata[*]",
  "period[start]",
  "period[end]",
  "pricing[price]",
  ...priceDataParams(),
  "quantity",
  "unit_amount_decimal",
]

interface Owner {
  readonly customer: string
  readonly subscription: string | null
}

interface Cost {
  readonly amount: number
  readonly currency: string
  readonly unitDecimal: string
  readonly pricing: InvoiceItem["pricing"]
}

const costOf = (world: World, params: Params, quantity: number): Cost => {
  const priceId = params.object("pricing")?.string("price")
  const inline = inlinePrice(world, params)
  if (inline || priceId !== undefined) {
    const price = inline ?? reference(world.prices, "price", priceId ?? "", "pricing[price]")
    const unitDecimal = price.unit_amount_decimal ?? "0"
    return {
      amount: times(unitDecimal, quantity),
      currency: price.currency,
      unitDecimal,
      pricing: {
        price_details: { price: price.id, product: price.product },
        type: "price_details",
        unit_amount_decimal: unitDecimal,
      },
    }
  }
  const currency = params.required("currency").toLowerCase()
  const decimal = params.string("unit_amount_decimal")
  const amount = decimal === undefined ? params.integer("amount") : times(decimal, quantity)
  if (amount === undefined) throw missingParameter("amount")
  if (Math.abs(amount) > 99_999_999)
    throw invalid("Amount must be no more than $999,999.99", { code: "amount_too_large", param: "amount" })
  return { amount, currency, unitDecimal: decimal ?? String(amount), pricing: null }
}

/** What goes on the customer's next invoice, or on the subscription's. */
export const createInvoiceItem = (world: World, params: Params, owner: Owner): InvoiceItem => {
  const quantity = params.integer("quantity") ?? 1
  const cost = costOf(world, params, quantity)
  const customer = reference(world.customers, "customer", owner.customer, "customer")
  const period = params.object("period")
  const item: InvoiceItem = {
    id: newId("ii"),
    object: "invoiceitem",
    amount: cost.amount,
    currency: cost.currency,
    customer: customer.id,
    customer_account: null,
    date: world.now(),
    description: params.string("description") ?? null,
    discountable: params.boolean("discountable") ?? cost.amount > 0,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: params.metadata(),
    net_amount: cost.amount,
    parent:
      owner.subscription === null
        ? null
        : { subscription_details: { subscription: owner.subscription }, type: "subscription_details" },
    period: { start: period?.integer("start") ?? world.now(), end: period?.integer("end") ?? world.now() },
    pricing: cost.pricing ?? { type: "price_details", unit_amount_decimal: cost.unitDecimal },
    proration: false,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
    test_clock: customer.test_clock ?? null,
  }
  world.invoiceItems.put(item.id, item)
  emit(world, "invoiceitem.created", item)
  return item
}
