import type { Clock } from "../kit/Clock.ts"
import type { Collection, Store } from "../kit/Store.ts"
import type { CardBehaviour } from "./Cards.ts"
import { noSuchReference, noSuchResource } from "./Errors.ts"
import type {
  BalanceTransaction,
  Charge,
  Customer,
  Event,
  Invoice,
  InvoicePayment,
  LineItem,
  PaymentIntent,
  PaymentMethod,
  PortalSession,
  Price,
  Product,
  Session,
  Subscription,
  WebhookEndpoint,
} from "./Wire.ts"
import type { KeptAnswer } from "./Idempotency.ts"
import type { Webhooks } from "./Webhooks.ts"

/** What Checkout needs to make the subscription once it is paid, and which the session itself does not show. */
export interface CheckoutPlan {
  readonly id: string
  readonly lineItems: ReadonlyArray<LineItem>
  readonly subscriptionMetadata: Record<string, string>
  readonly description: string | null
  readonly trialEnd: number | null
}

/** Everything the account holds, and the ways to change it that all resources share. */
export interface World {
  readonly clock: Clock
  /** The emulated time in whole seconds. */
  readonly now: () => number
  readonly settings: Collection<Settings>
  readonly customers: Collection<Customer>
  readonly deletedCustomers: Collection<{ id: string; object: "customer"; deleted: true }>
  readonly balanceTransactions: Collection<BalanceTransaction>
  readonly products: Collection<Product>
  readonly prices: Collection<Price>
  readonly sessions: Collection<Session>
  readonly checkoutPlans: Collection<CheckoutPlan>
  readonly subscriptions: Collection<Subscription>
  readonly invoices: Collection<Invoice>
  readonly invoicePayments: Collection<InvoicePayment>
  readonly paymentIntents: Collection<PaymentIntent>
  readonly charges: Collection<Charge>
  readonly paymentMethods: Collection<PaymentMethod>
  readonly cardBehaviours: Collection<CardBehaviour>
  readonly portalSessions: Collection<PortalSession>
  readonly events: Collection<Event>
  readonly webhookEndpoints: Collection<WebhookEndpoint>
  readonly keptAnswers: Collection<KeptAnswer>
  readonly webhooks: Webhooks
  /** The request being handled, for the events that it causes. */
  request: { id: string; idempotency_key: string | null } | null
  /** The origin of the hosted pages. */
  publicUrl: string
}

export interface Settings {
  /** Whether the hosted Checkout waits for the answer to `checkout.session.completed` before it redirects. */
  readonly awaitCompletedWebhook: boolean
}

export const makeWorld = (
  store: Store,
  clock: Clock,
  makeWebhooks: (world: Pick<World, "events" | "webhookEndpoints">) => Webhooks,
): World => {
  const kind = <A>(name: string): Collection<A> => store.collection<A>(`stripe.${name}`)
  const events = kind<Event>("events")
  const webhookEndpoints = kind<WebhookEndpoint>("webhook_endpoints")
  return {
    clock,
    now: () => Math.floor(clock.now() / 1000),
    settings: kind("settings"),
    customers: kind("customers"),
    deletedCustomers: kind("deleted_customers"),
    balanceTransactions: kind("customer_balance_transactions"),
    products: kind("products"),
    prices: kind("prices"),
    sessions: kind("checkout_sessions"),
    checkoutPlans: kind("checkout_plans"),
    subscriptions: kind("subscriptions"),
    invoices: kind("invoices"),
    invoicePayments: kind("invoice_payments"),
    paymentIntents: kind("payment_intents"),
    charges: kind("charges"),
    paymentMethods: kind("payment_methods"),
    cardBehaviours: kind("card_behaviours"),
    portalSessions: kind("portal_sessions"),
    events,
    webhookEndpoints,
    keptAnswers: kind("idempotency"),
    webhooks: makeWebhooks({ events, webhookEndpoints }),
    request: null,
    publicUrl: "",
  }
}

/** The resource that a path names; 404 when there is none. */
export const resource = <A>(all: Pick<Collection<A>, "get">, kind: string, id: string): A => {
  const found = all.get(id)
  if (found === undefined) throw noSuchResource(kind, id)
  return found
}

/** The resource that a parameter names; 400 when there is none. */
export const reference = <A>(all: Pick<Collection<A>, "get">, kind: string, id: string, param: string): A => {
  const found = all.get(id)
  if (found === undefined) throw noSuchReference(kind, id, param)
  return found
}
