import { cardFields } from "./CardFields.ts"
import type { CardEntry, CardErrors } from "./CardForm.ts"
import { html, pageResponse, type Html } from "./Html.ts"
import { dateOf, money } from "./Money.ts"
import type { LineItem, Session } from "./Wire.ts"
import type { CheckoutPlan } from "./Hidden.ts"

export interface CheckoutView {
  readonly session: Session
  readonly checkout: CheckoutPlan
  readonly entry: CardEntry
  readonly errors: CardErrors
  /** What one of an item is called, such as "seat". */
  readonly unitOf: (item: LineItem) => string
  /** Why the card was refused. */
  readonly refusal: string | null
}

/** The page where a customer pays: the order, and the form for a card. */
export const checkoutPage = (view: CheckoutView, status = 200): Response =>
  pageResponse("Checkout", html`<main class="split">${orderSummary(view)} ${paymentForm(view)}</main>`, status)

const unit = (item: LineItem): string => {
  const { interval, interval_count: count } = item.price?.recurring ?? { interval: "month", interval_count: 1 }
  return count === 1 ? `per ${interval}` : `every ${count} ${interval}s`
}

const orderSummary = (view: CheckoutView): Html => {
  const { session, checkout, unitOf } = view
  const [first] = checkout.lineItems
  const currency = session.currency ?? "usd"
  const total = checkout.lineItems.reduce((sum, item) => sum + item.amount_subtotal, 0)
  const off = checkout.lineItems.reduce((sum, item) => sum + item.amount_discount, 0)
  return html`<section class="order" aria-label="Order summary">
    ${session.cancel_url === null ? null : html`<a href="${session.cancel_url}">← Back</a>`}<span class="test"
      >Test mode</span
    >
    <h1>${checkout.trialEnd === null ? "Subscribe to" : "Try"} ${first?.description ?? "Subscription"}</h1>
    <p class="price">${money(total, currency)} <small>${first ? unit(first) : ""}</small></p>
    <table>
      <tbody>
        ${checkout.lineItems.map((item) => orderLine(item, unitOf(item)))}
        <tr>
          <th scope="row">Subtotal</th>
          <td>${money(total, currency)}</td>
        </tr>
        ${
          off === 0
            ? null
            : html`<tr>
                <th scope="row">Discount</th>
                <td>${money(-off, currency)}</td>
              </tr>`
        }
        ${
          checkout.trialEnd === null
            ? null
            : html`<tr>
                <th scope="row">Total after trial, on ${dateOf(checkout.trialEnd)}</th>
                <td>${money(total - off, currency)}</td>
              </tr>`
        }
        <tr class="total">
          <th scope="row">Total due today</th>
          <td>${money(session.amount_total ?? 0, currency)}</td>
        </tr>
      </tbody>
    </table>
    ${orderForm(view)}
  </section>`
}

const orderLine = (item: LineItem, one: string): Html => {
  const each =
    item.price?.unit_amount === null
      ? "price by tiers"
      : `${money(item.price?.unit_amount ?? 0, item.currency)} per ${one}`
  const detail = `Qty ${item.quantity ?? 1} · ${each}, ${unit(item)}`
  return html`<tr>
    <td>${item.description ?? "Subscription"} <small>${detail}</small></td>
    <td>${money(item.amount_subtotal, item.currency)}</td>
  </tr>`
}

/** Changes of the order before it is paid: seats, and a promotion code. */
const orderForm = ({ session, checkout }: CheckoutView): Html | null => {
  const adjustable = checkout.lineItems.filter((item) => item.adjustable_quantity?.enabled)
  if (adjustable.length === 0 && !session.allow_promotion_codes) return null
  return html`<form method="post" action="/c/pay/${session.id}/order">
    ${adjustable.map(
      (item) =>
        html`<div class="field">
          <label for="quantity-${item.id}">Quantity</label>
          <input
            id="quantity-${item.id}"
            name="quantity-${item.id}"
            type="number"
            min="${item.adjustable_quantity?.minimum ?? 1}"
            max="${item.adjustable_quantity?.maximum ?? 999}"
            value="${item.quantity ?? 1}"
          />
        </div>`,
    )}
    ${
      session.allow_promotion_codes
        ? html`<div class="field">
            <label for="promotion_code">Promotion code</label>
            <input id="promotion_code" name="promotion_code" autocomplete="off" />
          </div>`
        : null
    }
    <button class="quiet" type="submit">Update order</button>
  </form>`
}

const taxIdField = html`<div class="field">
  <label for="tax_id">Tax ID (optional)</label>
  <input id="tax_id" name="tax_id" placeholder="DE123456789" autocomplete="off" />
</div>`

const paymentForm = ({ session, checkout, entry, errors, refusal }: CheckoutView): Html => {
  const trial = checkout.trialEnd !== null
  return html`<section>
    <form method="post" action="/c/pay/${session.id}" novalidate>
      <h2>Pay with card</h2>
      ${refusal === null ? null : html`<p class="alert" role="alert">${refusal}</p>`}
      <div class="field">
        <label for="email">Email</label>
        <input id="email" type="email" readonly value="${session.customer_details?.email ?? ""}" />
      </div>
      ${cardFields(entry, errors)} ${session.tax_id_collection?.enabled ? taxIdField : null}
      <button type="submit">${trial ? "Start trial" : "Subscribe"}</button>
      <p class="note">
        This page stands in for Stripe. Pay with 4242 4242 4242 4242, any future date and any CVC; no money moves.
      </p>
    </form>
  </section>`
}
