import { collect } from "./Collecting.ts"
import { discountParams, readDiscounts } from "./DiscountParams.ts"
import { draft } from "./Drafting.ts"
import { differences } from "./Differences.ts"
import { emit } from "./Events.ts"
import { cardDeclined, invalid, missingParameter } from "./Errors.ts"
import { finalize } from "./Finalizing.ts"
import { markUncollectible, voidInvoice } from "./InvoiceClosing.ts"
import type { Params } from "./Params.ts"
import { day } from "./Periods.ts"
import { payOutOfBand } from "./OutOfBand.ts"
import type { Endpoint } from "./Router.ts"
import { afterPayment, follow } from "./Transitions.ts"
import type { Invoice } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

const writable = [
  ...discountParams,
  "auto_advance",
  "collection_method",
  "days_until_due",
  "due_date",
  "default_payment_method",
  "description",
  "footer",
  "metadata",
  "metadata[*]",
]

const create = (world: World, params: Params): Invoice => {
  const customer = reference(world.customers, "customer", params.required("customer"), "customer")
  const subscriptionId = params.string("subscription")
  const subscription =
    subscriptionId === undefined ? null : reference(world.subscriptions, "subscription", subscriptionId, "subscription")
  const pending = params.oneOf("pending_invoice_items_behavior", ["exclude", "include"])
  const bySend = params.oneOf("collection_method", ["charge_automatically", "send_invoice"]) === "send_invoice"
  const days = params.integer("days_until_due")
  const due = params.integer("due_date") ?? (days === undefined ? null : world.now() + days * day)
  if (bySend && due === null) throw missingParameter("days_until_due")
  const auto = params.boolean("auto_advance") ?? false
  const discounts = readDiscounts(world, params, { customer: customer.id, invoice: "" })
  return draft(world, {
    customer,
    subscription,
    reason: "manual",
    lines: [],
    pending: pending === "include" || (subscription !== null && pending === undefined),
    currency: params.string("currency")?.toLowerCase() ?? customer.currency ?? "usd",
    finalizesAt: auto ? world.now() + 3600 : null,
    fields: {
      collection_method: bySend ? "send_invoice" : "charge_automatically",
      due_date: due,
      default_payment_method: params.string("default_payment_method") ?? null,
      description: params.string("description") ?? null,
      footer: params.string("footer") ?? null,
      metadata: params.metadata(),
    },
    ...(discounts === undefined ? {} : { discounts }),
  })
}

const update = (world: World, before: Invoice, params: Params): Invoice => {
  const editable = ["auto_advance", "default_payment_method", "description", "footer", "metadata"]
  if (before.status !== "draft" && params.names().some((name) => !editable.includes(name) && name !== "expand")) {
    throw invalid("Finalized invoices can't be updated in this way", { code: "invoice_not_editable" })
  }
  const text = (name: "description" | "footer" | "default_payment_method"): string | null => {
    const sent = params.nullable(name)
    return sent === undefined ? before[name] : sent
  }
  const auto = params.boolean("auto_advance") ?? before.auto_advance ?? false
  const finalizes = auto && before.status === "draft" ? (before.automatically_finalizes_at ?? world.now() + 3600) : null
  const after: Invoice = {
    ...before,
    auto_advance: auto,
    automatically_finalizes_at: finalizes,
    default_payment_method: text("default_payment_method"),
    description: text("description"),
    footer: text("footer"),
    due_date: params.integer("due_date") ?? before.due_date,
    metadata: params.metadata(before.metadata),
  }
  world.invoices.put(after.id, after)
  const previous = differences(before, after)
  if (Object.keys(previous).length > 0) emit(world, "invoice.updated", after, previous)
  return after
}

const finalizeNow = (world: World, invoice: Invoice): Invoice => {
  const open = finalize(world, invoice)
  const subscription = world.subscriptions.get(open.parent?.subscription_details?.subscription ?? "")
  if (open.status === "paid" && subscription) afterPayment(world, open, subscription)
  return open
}

const pay = (world: World, asked: Invoice, params: Params): Invoice => {
  const invoice = asked.status === "draft" ? finalizeNow(world, asked) : asked
  if (invoice.status === "paid") {
    if (asked.status === "draft") return invoice
    throw invalid("Invoice is already paid", { code: "invoice_already_paid" })
  }
  if (invoice.status === "void") throw invalid("Invoice is already voided", { code: "invoice_not_payable" })
  if (params.boolean("paid_out_of_band")) return payOutOfBand(world, invoice)
  const id = params.string("payment_method")
  const method = id === undefined ? undefined : reference(world.paymentMethods, "PaymentMethod", id, "payment_method")
  const outcome = collect(world, invoice, { method })
  const after = follow(world, outcome)
  if (outcome.decline) {
    const charge = outcome.intent?.latest_charge
    throw cardDeclined(outcome.decline, {
      ...(typeof charge === "string" ? { charge } : {}),
      ...(outcome.intent ? { payment_intent: outcome.intent } : {}),
    })
  }
  return after
}

const settleUnpaid = (world: World, invoice: Invoice): Invoice => {
  const subscription = world.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? "")
  if (subscription && subscription.status !== "incomplete") afterPayment(world, invoice, subscription)
  return invoice
}

const send = (world: World, asked: Invoice): Invoice => {
  const invoice = asked.status === "draft" ? finalizeNow(world, asked) : asked
  emit(world, "invoice.sent", invoice)
  return invoice
}

const remove = (world: World, invoice: Invoice): object => {
  if (invoice.status !== "draft" || invoice.parent?.subscription_details)
    throw invalid("You can only delete draft invoices that are not for a subscription.", {
      code: "invoice_not_editable",
    })
  for (const item of world.invoiceItems.all()) if (item.invoice === invoice.id) world.invoiceItems.delete(item.id)
  world.invoices.delete(invoice.id)
  emit(world, "invoice.deleted", invoice)
  return { id: invoice.id, object: "invoice", deleted: true }
}

export const invoiceLifecycleEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const named = (id: string) => resource(world.invoices, "invoice", id)
  const act = (
    name: string,
    allow: ReadonlyArray<string>,
    run: (invoice: Invoice, params: Params) => object,
  ): Endpoint => ({
    method: "POST",
    path: `/v1/invoices/:id/${name}`,
    allow,
    handle: ({ id, params }) => run(named(id), params),
  })
  return [
    {
      method: "POST",
      path: "/v1/invoices",
      allow: [...writable, "customer", "subscription", "currency", "pending_invoice_items_behavior"],
      handle: ({ params }) => create(world, params),
    },
    {
      method: "POST",
      path: "/v1/invoices/:id",
      allow: writable,
      handle: ({ id, params }) => update(world, named(id), params),
    },
    { method: "DELETE", path: "/v1/invoices/:id", allow: [], handle: ({ id }) => remove(world, named(id)) },
    act("finalize", ["auto_advance"], (invoice) => finalizeNow(world, invoice)),
    act("pay", ["payment_method", "paid_out_of_band", "off_session", "forgive"], (invoice, params) =>
      pay(world, invoice, params),
    ),
    act("void", [], (invoice) => settleUnpaid(world, voidInvoice(world, invoice))),
    act("mark_uncollectible", [], (invoice) => settleUnpaid(world, markUncollectible(world, invoice))),
    act("send", [], (invoice) => send(world, invoice)),
  ]
}
