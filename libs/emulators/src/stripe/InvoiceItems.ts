import { withLines } from "./Drafting.ts"
import { emit } from "./Events.ts"
import { invalid } from "./Errors.ts"
import { itemLine } from "./InvoiceLines.ts"
import { createdParams, page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import type { Invoice, InvoiceItem } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"
import { createInvoiceItem, invoiceItemParams } from "./InvoiceItemCreation.ts"

const editable = (world: World, id: string): Invoice => {
  const invoice = reference(world.invoices, "invoice", id, "invoice")
  if (invoice.status === "draft") return invoice
  throw invalid("Invoice items can only be attached to draft invoices.", {
    code: "invoice_not_editable",
    param: "invoice",
  })
}

/** Draws the lines of a draft anew from what belongs on it. */
const redraw = (world: World, invoice: Invoice, without: string | null, added: InvoiceItem | null): void => {
  const kept = invoice.lines.data.filter((line) => {
    const { invoice_item_details: own, subscription_item_details: other } = line.parent ?? {}
    return (own?.invoice_item ?? other?.invoice_item ?? null) !== without || without === null
  })
  const lines = added ? [...kept, { ...itemLine(added), invoice: invoice.id }] : kept
  const discounts = invoice.discounts.flatMap((one) => world.discounts.get(one) ?? [])
  world.invoices.put(invoice.id, withLines(world, invoice, lines, discounts))
}

const create = (world: World, params: Params): InvoiceItem => {
  const subscriptionId = params.string("subscription")
  const subscription =
    subscriptionId === undefined
      ? null
      : reference(world.subscriptions, "subscription", subscriptionId, "subscription").id
  const invoiceId = params.string("invoice")
  const invoice = invoiceId === undefined ? undefined : editable(world, invoiceId)
  const item = createInvoiceItem(world, params, { customer: params.required("customer"), subscription })
  if (!invoice) return item
  const attached = world.invoiceItems.put(item.id, { ...item, invoice: invoice.id })
  redraw(world, invoice, null, attached)
  return attached
}

const update = (world: World, before: InvoiceItem, params: Params): InvoiceItem => {
  const invoice = before.invoice === null ? undefined : editable(world, before.invoice)
  const amount = params.integer("amount") ?? before.amount
  const after: InvoiceItem = {
    ...before,
    amount,
    net_amount: amount,
    description: params.has("description") ? (params.nullable("description") ?? null) : before.description,
    metadata: params.metadata(before.metadata),
  }
  world.invoiceItems.put(after.id, after)
  if (invoice) redraw(world, invoice, after.id, after)
  return after
}

const remove = (world: World, item: InvoiceItem): object => {
  const invoice = item.invoice === null ? undefined : editable(world, item.invoice)
  if (invoice) redraw(world, invoice, item.id, null)
  world.invoiceItems.delete(item.id)
  emit(world, "invoiceitem.deleted", item)
  return { id: item.id, object: "invoiceitem", deleted: true }
}

export const invoiceItemEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const named = (id: string) => resource(world.invoiceItems, "invoice item", id)
  return [
    {
      method: "POST",
      path: "/v1/invoiceitems",
      allow: [...invoiceItemParams, "customer", "subscription", "invoice"],
      handle: ({ params }) => create(world, params),
    },
    {
      method: "GET",
      path: "/v1/invoiceitems",
      allow: [...pagingParams, ...createdParams, "customer", "invoice", "pending"],
      handle: ({ params, path }) => {
        const customer = params.string("customer")
        const invoice = params.string("invoice")
        const pending = params.boolean("pending")
        const found = world.invoiceItems
          .all()
          .filter(
            (one) =>
              (customer === undefined || one.customer === customer) &&
              (invoice === undefined || one.invoice === invoice) &&
              (pending === undefined || pending === (one.invoice === null)),
          )
        return page(path, found, params)
      },
    },
    { method: "GET", path: "/v1/invoiceitems/:id", allow: [], handle: ({ id }) => named(id) },
    {
      method: "POST",
      path: "/v1/invoiceitems/:id",
      allow: ["amount", "description", "metadata", "metadata[*]"],
      handle: ({ id, params }) => update(world, named(id), params),
    },
    { method: "DELETE", path: "/v1/invoiceitems/:id", allow: [], handle: ({ id }) => remove(world, named(id)) },
  ]
}
