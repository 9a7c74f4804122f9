import type { Clock } from "../kit/Clock.ts"
import type { Collection, Store } from "../kit/Store.ts"
import type { CardBehaviour } from "./Cards.ts"
import { noSuchReference, noSuchResource } from "./Errors.ts"
import { defaultSettings, type Settings } from "./Hidden.ts"
import type * as Hidden from "./Hidden.ts"
import type { KeptAnswer } from "./Idempotency.ts"
import { Transactions, type Documents } from "./Transactions.ts"
import type { Webhooks } from "./Webhooks.ts"
import type * as Wire from "./Wire.ts"

export type Tier = NonNullable<Wire.Price["tiers"]>[number]
type Deleted = { id: string; object: "customer"; deleted: true }

/** Everything the account holds. */
const collections = (store: Store, transactions: Transactions) => {
  const kind = <A>(name: string, isLive?: (one: A) => boolean): Documents<A> =>
    transactions.documents(store.collection<A>(`stripe.${name}`), isLive)
  return {
    settings: kind<Partial<Settings>>("settings"),
    customers: kind<Wire.Customer>("customers"),
    deletedCustomers: kind<Deleted>("deleted_customers"),
    taxIds: kind<Wire.TaxId>("tax_ids"),
    balanceTransactions: kind<Wire.BalanceTransaction>("customer_balance_transactions"),
    products: kind<Wire.Product>("products"),
    prices: kind<Wire.Price>("prices"),
    tiers: kind<{ id: string; tiers: ReadonlyArray<Tier> }>("price_tiers"),
    coupons: kind<Wire.Coupon>("coupons"),
    promotionCodes: kind<Wire.PromotionCode>("promotion_codes"),
    discounts: kind<Wire.Discount>("discounts"),
    sessions: kind<Wire.Session>("checkout_sessions", (one) => one.status === "open"),
    checkoutPlans: kind<Hidden.CheckoutPlan>("checkout_plans"),
    subscriptions: kind<Wire.Subscription>(
      "subscriptions",
      (one) => one.status !== "canceled" && one.status !== "incomplete_expired",
    ),
    schedules: kind<Wire.Schedule>(
      "subscription_schedules",
      (one) => one.status === "active" || one.status === "not_started",
    ),
    notices: kind<Hidden.Notices>("notices"),
    debits: kind<Hidden.Debit>("debits"),
    pendingChanges: kind<Hidden.PendingChange>("pending_changes"),
    invoices: kind<Wire.Invoice>("invoices", (one) => one.status === "draft" || one.status === "open"),
    invoiceItems: kind<Wire.InvoiceItem>("invoice_items", (one) => one.invoice === null),
    invoicePayments: kind<Wire.InvoicePayment>("invoice_payments"),
    paymentIntents: kind<Wire.PaymentIntent>("payment_intents"),
    charges: kind<Wire.Charge>("charges"),
    refunds: kind<Wire.Refund>("refunds"),
    disputes: kind<Wire.Dispute>("disputes"),
    accountTransactions: kind<Wire.AccountTransaction>("balance_transactions"),
    paymentMethods: kind<Wire.PaymentMethod>("payment_methods"),
    cardBehaviours: kind<CardBehaviour>("card_behaviours"),
    challenges: kind<Hidden.Challenge>("challenges"),
    setupIntents: kind<Wire.SetupIntent>("setup_intents"),
    features: kind<Wire.Feature>("features"),
    productFeatures: kind<Hidden.ProductFeature>("product_features"),
    entitled: kind<Hidden.Entitled>("entitled"),
    eventDestinations: kind<Wire.EventDestination>("event_destinations"),
    portalSessions: kind<Wire.PortalSession>("portal_sessions"),
    portalConfigurations: kind<Wire.PortalConfiguration>("portal_configurations"),
    meters: kind<Wire.Meter>("meters"),
    usage: kind<Hidden.Usage>("usage"),
    testClocks: kind<Wire.TestClock>("test_clocks"),
    events: kind<Wire.Event>("events"),
    webhookEndpoints: kind<Wire.WebhookEndpoint>("webhook_endpoints"),
    keptAnswers: kind<KeptAnswer>("idempotency"),
  }
}

/** Everything the account holds, and the ways to change it that all resources share. */
export type World = ReturnType<typeof collections> & {
  readonly clock: Clock
  readonly transactions: Transactions
  /** The emulated time in whole seconds: the one that work is done at, or the emulators' clock. */
  readonly now: () => number
  /** Does work as if at another time. */
  readonly at: <R>(seconds: number, work: () => R) => R
  readonly webhooks: Webhooks
  /** What has happened in this transaction and is not yet told. */
  readonly outbox: Array<Wire.Event>
  /** The request being handled, for the events that it causes. */
  request: { id: string; idempotency_key: string | null } | null
  /** Sees every event that is told. */
  inspect: (event: unknown) => void
  /** The origin of the hosted pages. */
  publicUrl: string
}

export const makeWorld = (
  store: Store,
  clock: Clock,
  makeWebhooks: (world: Pick<World, "events" | "webhookEndpoints" | "eventDestinations">) => Webhooks,
): World => {
  const transactions = new Transactions()
  const all = collections(store, transactions)
  let time: number | undefined
  return {
    ...all,
    clock,
    transactions,
    now: () => time ?? Math.floor(clock.now() / 1000),
    at: (seconds, work) => {
      const before = time
      time = seconds
      try {
        return work()
      } finally {
        time = before
      }
    },
    webhooks: makeWebhooks(all),
    outbox: [],
    request: null,
    inspect: () => {},
    publicUrl: "",
  }
}

export const settingsOf = (world: World): Settings => ({ ...defaultSettings, ...world.settings.get("settings") })

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
