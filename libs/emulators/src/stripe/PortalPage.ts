import { html, pageResponse, type Html } from "./Html.ts"
import { dateOf, money } from "./Money.ts"
import { periodEnd } from "./SubscriptionCancel.ts"
import type { Invoice, PortalSession, Subscription, SubscriptionItem } from "./Wire.ts"
import type { World } from "./World.ts"

/** What a customer sees of their own subscriptions, card and invoices. */
export const portalPage = (
  world: World,
  token: string,
  session: PortalSession,
  subscriptions: ReadonlyArray<Subscription>,
): Response => {
  const invoices = world.invoices.all().filter((one) => one.customer === session.customer)
  return pageResponse(
    "Billing",
    html`<main class="split">
      <section class="order">
        ${session.return_url === null ? null : html`<a href="${session.return_url}">← Return</a>`}<span class="test"
          >Test mode</span
        >
        <h1>Manage your billing</h1>
        <p class="note">This page stands in for Stripe.</p>
      </section>
      <section>
        <h2>Current plan</h2>
        ${subscriptions.length === 0 ? html`<p class="note">There is no subscription.</p>` : subscriptions.map((one) => planCard(world, token, one))}
        <h2>Invoices</h2>
        ${invoices.length === 0 ? html`<p class="note">There are no invoices.</p>` : invoices.toReversed().map(invoiceLine)}
      </section>
    </main>`,
  )
}

const planCard = (world: World, token: string, subscription: Subscription): Html => {
  const ending = subscription.cancel_at !== null
  const date = dateOf(subscription.cancel_at ?? periodEnd(subscription))
  const card = world.paymentMethods.get(subscription.default_payment_method ?? "")?.card
  return html`<div class="card">
    ${subscription.items.data.map((item) => planLine(world, item))}
    <p>${ending ? "Your plan will be canceled on" : "Your plan renews on"} ${date}.</p>
    ${card ? html`<p>Paid with ${card.brand} ending in ${card.last4}.</p>` : null}
    <form method="post" action="/p/session/${token}">
      <input type="hidden" name="subscription" value="${subscription.id}" />
      <button class="${ending ? "" : "quiet"}" name="action" value="${ending ? "renew" : "cancel"}">
        ${ending ? "Renew plan" : "Cancel plan"}
      </button>
    </form>
  </div>`
}

const planLine = (world: World, item: SubscriptionItem): Html => {
  const total = money((item.price.unit_amount ?? 0) * (item.quantity ?? 1), item.price.currency)
  const terms = `${total} per ${item.price.recurring?.interval ?? "month"} · Qty ${item.quantity ?? 1}`
  return html`<h3>${world.products.get(item.price.product)?.name ?? "Subscription"}</h3>
    <p>${terms}</p>`
}

const invoiceLine = (invoice: Invoice): Html => {
  const link = html`<a href="${invoice.hosted_invoice_url ?? ""}">${invoice.number ?? "Draft"}</a>`
  return html`<p>
    ${dateOf(invoice.created)} · ${link} · ${money(invoice.total, invoice.currency)} · ${invoice.status}
  </p>`
}
