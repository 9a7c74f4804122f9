import type { Hono } from "hono"
import { cardFields, nothingTyped, typedCard } from "./CardFields.ts"
import { readCard, type CardEntry, type CardErrors } from "./CardForm.ts"
import { saveCard } from "./CheckoutPayment.ts"
import { collect, methodFor, subscriptionOf } from "./Collecting.ts"
import { emit } from "./Events.ts"
import { html, messagePage, pageResponse, type Html } from "./Html.ts"
import { dateOf, money } from "./Money.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import { follow } from "./Transitions.ts"
import type { Invoice, PaymentMethod } from "./Wire.ts"
import { inTimeOfObject } from "./ClockScope.ts"
import { work } from "./Work.ts"
import type { World } from "./World.ts"

interface View {
  readonly invoice: Invoice
  readonly saved: PaymentMethod | undefined
  readonly entry: CardEntry
  readonly errors: CardErrors
  readonly refusal: string | null
}

const unknown = () => messagePage("Page not found", "There is no such invoice.", null, 404)

/** What `hosted_invoice_url` leads to, where an open invoice can be paid; `invoice_pdf` shows it as well, and it prints. */
export const addInvoicePages = (app: Hono, world: World): void => {
  for (const path of ["/invoice/:id", "/invoice/:id/pdf"]) {
    app.get(path, (context) => {
      const invoice = world.invoices.get(context.req.param("id") ?? "")
      if (!invoice) return unknown()
      return invoicePage({ invoice, saved: methodFor(world, invoice), entry: nothingTyped, errors: {}, refusal: null })
    })
  }
  app.post("/invoice/:id", async (context) => {
    const fields = new URLSearchParams(await context.req.text())
    const invoice = world.invoices.get(context.req.param("id"))
    return invoice ? inTimeOfObject(world, invoice.id, () => pay(world, invoice, fields)) : unknown()
  })
}

const back = (location: string): Response => new Response(null, { status: 303, headers: { location } })

const pay = (world: World, invoice: Invoice, fields: URLSearchParams): Response => {
  if (invoice.status !== "open" && invoice.status !== "uncollectible") return back(`/invoice/${invoice.id}`)
  const customer = world.customers.get(invoice.customer ?? "")
  const saved = methodFor(world, invoice)
  const view = { invoice, saved, entry: nothingTyped, errors: {}, refusal: null }
  if (!customer) return unknown()
  if (fields.get("use") === "saved" && saved) return charge(world, invoice, saved, view)
  const entry = typedCard(fields)
  const card = readCard(entry, world.now())
  if (!("card" in card)) return invoicePage({ ...view, entry, errors: card }, 422)
  const method = work(world, () => saveCard(world, customer, card))
  if (!("object" in method)) return invoicePage({ ...view, entry: { ...entry, cvc: "" }, refusal: method.message }, 402)
  emit(world, "payment_method.attached", method)
  return charge(world, invoice, method, view)
}

const charge = (world: World, invoice: Invoice, method: PaymentMethod, view: View): Response => {
  const outcome = work(world, () => {
    const tried = collect(world, invoice, { method })
    follow(world, tried)
    if (!tried.decline) keep(world, tried.invoice, method)
    return tried
  })
  if (outcome.action) return back(`/authenticate/${outcome.intent?.id ?? ""}`)
  if (!outcome.decline) return back(`/invoice/${invoice.id}`)
  const now = world.invoices.get(invoice.id) ?? invoice
  return invoicePage({ ...view, invoice: now, refusal: outcome.decline.message }, 402)
}

/** The card that paid becomes the subscription's, where the subscription is set so. */
const keep = (world: World, invoice: Invoice, method: PaymentMethod): void => {
  const subscription = subscriptionOf(world, invoice)
  if (subscription?.payment_settings?.save_default_payment_method !== "on_subscription") return
  saveSubscription(world, subscription, { ...subscription, default_payment_method: method.id })
}

const payable = ({ status }: Invoice): boolean => status === "open" || status === "uncollectible"

const invoicePage = (view: View, status = 200): Response => {
  const { invoice } = view
  return pageResponse(
    `Invoice ${invoice.number ?? ""}`,
    html`<main class="split">
      <section class="order">
        <h1>Invoice ${invoice.number ?? ""}</h1>
        <p class="price">${money(invoice.total, invoice.currency)} <small>${invoice.status ?? ""}</small></p>
        <p>${invoice.customer_name ?? ""}</p>
        <p>${invoice.customer_email ?? ""}</p>
        <p>${dateOf(invoice.created)}</p>
        ${table(invoice)}
      </section>
      <section>${payable(invoice) ? payForms(view) : html`<p class="note">There is nothing to pay.</p>`}</section>
    </main>`,
    status,
  )
}

const table = (invoice: Invoice): Html => {
  const off = (invoice.total_discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0)
  const rows: ReadonlyArray<readonly [string, number]> = [
    ["Subtotal", invoice.subtotal],
    ...(off > 0 ? [["Discount", -off] as const] : []),
    ["Total", invoice.total],
    ["Amount paid", invoice.amount_paid],
    ["Amount due", invoice.amount_remaining],
  ]
  return html`<table>
    <tbody>
      ${invoice.lines.data.map(
        (line) =>
          html`<tr>
            <td>${line.description ?? ""} <small>${dateOf(line.period.start)} – ${dateOf(line.period.end)}</small></td>
            <td>${money(line.amount, line.currency)}</td>
          </tr>`,
      )}
      ${rows.map(
        ([label, amount]) =>
          html`<tr class="total">
            <th scope="row">${label}</th>
            <td>${money(amount, invoice.currency)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

const payForms = ({ invoice, saved, entry, errors, refusal }: View): Html =>
  html`${refusal === null ? null : html`<p class="alert" role="alert">${refusal}</p>`}
    ${
      saved?.card
        ? html`<form method="post" action="/invoice/${invoice.id}">
            <button name="use" value="saved">
              Pay ${money(invoice.amount_remaining, invoice.currency)} with ${saved.card.brand} ${saved.card.last4}
            </button>
          </form>`
        : null
    }
    <form method="post" action="/invoice/${invoice.id}" novalidate>
      <h2>Pay with card</h2>
      ${cardFields(entry, errors)}
      <button type="submit">Pay ${money(invoice.amount_remaining, invoice.currency)}</button>
      <p class="note">This page stands in for Stripe; no money moves.</p>
    </form>`
