import { amountOf } from "./Amounts.ts"
import { cardFields, nothingTyped } from "./CardFields.ts"
import { html, pageResponse, type Html } from "./Html.ts"
import { dateOf, money } from "./Money.ts"
import { featuresFor, pricesFor, subscriptionsOf } from "./PortalActions.ts"
import { periodEnd } from "./SubscriptionCancel.ts"
import type { Invoice, PortalConfiguration, PortalSession, Subscription, SubscriptionItem } from "./Wire.ts"
import type { World } from "./World.ts"

interface View {
  readonly token: string
  readonly session: PortalSession
  /** Why the last thing did not work. */
  readonly problem: string | null
}

type Features = PortalConfiguration["features"]

/** What a customer sees of their own subscriptions, card and invoices, and changes as far as the configuration lets them. */
export const portalPage = (world: World, view: View, status = 200): Response => {
  const { session } = view
  const features = featuresFor(world, session)
  const subscriptions = subscriptionsOf(world, session)
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
        ${view.problem === null ? null : html`<p class="alert" role="alert">${view.problem}</p>`}
        <h2>Current plan</h2>
        ${
          subscriptions.length === 0
            ? html`<p class="note">There is no subscription.</p>`
            : subscriptions.map((one) => planCard(world, view, features, one))
        }
        ${features.payment_method_update.enabled ? cardForm(world, view) : null}
        ${features.customer_update.enabled && features.customer_update.allowed_updates.includes("email") ? emailForm(world, view) : null}
        ${features.invoice_history.enabled ? history(invoices) : null}
      </section>
    </main>`,
    status,
  )
}

const history = (invoices: ReadonlyArray<Invoice>): Html =>
  html`<h2>Invoices</h2>
    ${invoices.length === 0 ? html`<p class="note">There are no invoices.</p>` : invoices.toReversed().map(invoiceLine)}`

const planCard = (world: World, view: View, features: Features, subscription: Subscription): Html => {
  const ending = subscription.cancel_at !== null
  const date = dateOf(subscription.cancel_at ?? periodEnd(subscription))
  const card = world.paymentMethods.get(subscription.default_payment_method ?? "")?.card
  return html`<div class="card">
    ${subscription.items.data.map((item) => planLine(world, item))}
    <p>${ending ? "Your plan will be canceled on" : "Your plan renews on"} ${date}.</p>
    ${subscription.schedule === null ? null : html`<p>A change of your plan is scheduled for ${date}.</p>`}
    ${card ? html`<p>Paid with ${card.brand} ending in ${card.last4}.</p>` : null}
    ${features.subscription_update.enabled && subscription.schedule === null && !ending ? updateForm(world, view, features, subscription) : null}
    ${ending ? renewForm(view, subscription) : features.subscription_cancel.enabled ? cancelForm(view, features, subscription) : null}
  </div>`
}

const renewForm = ({ token }: View, { id }: Subscription): Html =>
  html`<form method="post" action="/p/session/${token}">
    <input type="hidden" name="subscription" value="${id}" />
    <button name="action" value="renew">Renew plan</button>
  </form>`

const cancelForm = ({ token }: View, features: Features, { id }: Subscription): Html => {
  const { enabled, options } = features.subscription_cancel.cancellation_reason
  return html`<form method="post" action="/p/session/${token}">
    <input type="hidden" name="subscription" value="${id}" />
    ${
      enabled
        ? html`<div class="field">
            <label for="feedback-${id}">Why do you cancel?</label>
            <select id="feedback-${id}" name="feedback">
              ${options.map((one) => html`<option value="${one}">${one.replaceAll("_", " ")}</option>`)}
            </select>
          </div>`
        : null
    }
    <button class="quiet" name="action" value="cancel">Cancel plan</button>
  </form>`
}

const updateForm = (world: World, { token, session }: View, features: Features, subscription: Subscription): Html => {
  const [item] = subscription.items.data
  const wanted = session.flow?.subscription_update_confirm?.items[0]
  const chosen = wanted?.price ?? item?.price.id
  const name = (product: string) => world.products.get(product)?.name ?? "Plan"
  return html`<form method="post" action="/p/session/${token}">
    <input type="hidden" name="subscription" value="${subscription.id}" />
    <input type="hidden" name="item" value="${item?.id ?? ""}" />
    <div class="field">
      <label for="price-${subscription.id}">Plan</label>
      <select id="price-${subscription.id}" name="price">
        ${pricesFor(world, features).map(
          (price) =>
            html`<option value="${price.id}" ${price.id === chosen ? html`selected` : null}>
              ${name(price.product)}, ${money(price.unit_amount ?? 0, price.currency)} per
              ${price.recurring?.interval ?? "month"}
            </option>`,
        )}
      </select>
    </div>
    <div class="field">
      <label for="quantity-${subscription.id}">Quantity</label>
      <input
        id="quantity-${subscription.id}"
        name="quantity"
        type="number"
        min="1"
        value="${wanted?.quantity ?? item?.quantity ?? 1}"
      />
    </div>
    <button name="action" value="update">Update plan</button>
  </form>`
}

const cardForm = (world: World, { token, session }: View): Html => {
  const id = world.customers.get(session.customer ?? "")?.invoice_settings.default_payment_method
  const card = world.paymentMethods.get(id ?? "")?.card
  return html`<h2>Payment method</h2>
    ${card ? html`<p>${card.brand} ending in ${card.last4}</p>` : null}
    <form method="post" action="/p/session/${token}" novalidate>
      ${cardFields(nothingTyped, {})}
      <button class="quiet" name="action" value="card">Update card</button>
    </form>`
}

const emailForm = (world: World, { token, session }: View): Html =>
  html`<h2>Billing information</h2>
    <form method="post" action="/p/session/${token}" novalidate>
      <div class="field">
        <label for="email">Email</label>
        <input
          id="email"
          name="email"
          type="email"
          value="${world.customers.get(session.customer ?? "")?.email ?? ""}"
        />
      </div>
      <button class="quiet" name="action" value="customer">Update information</button>
    </form>`

const planLine = (world: World, item: SubscriptionItem): Html => {
  const total = money(amountOf(world, item.price, item.quantity ?? 1), item.price.currency)
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
