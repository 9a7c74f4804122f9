import { Hono } from "hono"
import type { Clock } from "../kit/Clock.ts"
import { listen, type Emulator } from "../kit/Emulator.ts"
import type { Store } from "../kit/Store.ts"
import { addFallback } from "./Answers.ts"
import { balanceTransactionEndpoints } from "./BalanceTransactions.ts"
import { addCheckoutPages } from "./CheckoutRoutes.ts"
import { checkoutSessionEndpoints } from "./CheckoutSessions.ts"
import { addControl } from "./Control.ts"
import { addCustomerControl } from "./CustomerControl.ts"
import { customerEndpoints } from "./Customers.ts"
import { eventDestinationEndpoints } from "./EventDestinationEndpoints.ts"
import { eventEndpoints } from "./Events.ts"
import { entitlementEndpoints } from "./Features.ts"
import { Faults } from "./Faults.ts"
import type { Settings } from "./Hidden.ts"
import { addInvoicePages } from "./InvoicePage.ts"
import { invoiceEndpoints } from "./InvoiceEndpoints.ts"
import { paymentEndpoints } from "./PaymentEndpoints.ts"
import { addPortalPages, portalEndpoints } from "./Portal.ts"
import { portalConfigurationEndpoints } from "./PortalConfigurations.ts"
import { priceEndpoints } from "./Prices.ts"
import { productEndpoints } from "./Products.ts"
import { addEndpoints } from "./Router.ts"
import { accountTransactionEndpoints } from "./AccountTransactions.ts"
import { invoiceItemEndpoints } from "./InvoiceItems.ts"
import { scheduleEndpoints } from "./Schedules.ts"
import { setupIntentEndpoints } from "./SetupIntentEndpoints.ts"
import { subscriptionItemEndpoints } from "./SubscriptionItems.ts"
import { subscriptionEndpoints } from "./Subscriptions.ts"
import { invoiceLifecycleEndpoints } from "./InvoiceLifecycle.ts"
import { couponEndpoints } from "./Coupons.ts"
import { disputeEndpoints } from "./Disputes.ts"
import { meterEndpoints } from "./Meters.ts"
import { promotionCodeEndpoints } from "./PromotionCodes.ts"
import { refundEndpoints } from "./Refunds.ts"
import { taxIdEndpoints } from "./TaxIds.ts"
import { addChallengePages } from "./Challenges.ts"
import { catchUp } from "./Scheduler.ts"
import { resumeClocks, testClockEndpoints } from "./TestClocks.ts"
import { tell } from "./Events.ts"
import { webhookEndpointEndpoints } from "./WebhookEndpoints.ts"
import { Webhooks } from "./Webhooks.ts"
import { makeWorld } from "./World.ts"

export interface StripeOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly store: Store
  readonly clock: Clock
  readonly secretKey: string
  /** Where every event goes, besides the endpoints made through the API. */
  readonly webhook?: { url: string; secret: string }
  /** The origin of the hosted pages, where it is not the emulator's own. */
  readonly publicUrl?: string
  /** The account's settings at first, where they differ from a new account's. */
  readonly settings?: Partial<Settings>
  /** Sees every answer that is not an error, and every event; for tests. */
  readonly inspect?: (body: unknown) => void
}

/** How often what is due happens by itself, in milliseconds; it has happened as well before any request is answered. */
const tick = 1000

/** Starts an emulator of Stripe for subscriptions: the API at /v1, the hosted pages at /c/pay, /p/session and /invoice, and signed webhooks. */
export const startStripe = async (options: StripeOptions): Promise<Emulator> => {
  const { store, clock, secretKey } = options
  const world = makeWorld(
    store,
    clock,
    ({ eventDestinations, events, webhookEndpoints }) =>
      new Webhooks({
        deliveries: store.collection("stripe.deliveries"),
        settings: store.collection("stripe.delivery_settings"),
        events,
        endpoints: webhookEndpoints,
        destinations: eventDestinations,
        configured: options.webhook,
      }),
  )
  if (options.settings && !world.settings.get("settings")) world.settings.put("settings", options.settings)
  world.transactions.onEnd(() => tell(world))
  const inspect = options.inspect ?? (() => {})
  world.inspect = inspect
  const faults = new Faults()
  const app = new Hono()
  app.use(async (_context, next) => {
    catchUp(world)
    await next()
  })
  const endpoints = [
    ...customerEndpoints(world),
    ...balanceTransactionEndpoints(world),
    ...productEndpoints(world),
    ...priceEndpoints(world),
    ...checkoutSessionEndpoints(world),
    ...subscriptionItemEndpoints(world),
    ...subscriptionEndpoints(world),
    ...scheduleEndpoints(world),
    ...invoiceItemEndpoints(world),
    ...testClockEndpoints(world),
    ...couponEndpoints(world),
    ...promotionCodeEndpoints(world),
    ...refundEndpoints(world),
    ...disputeEndpoints(world),
    ...taxIdEndpoints(world),
    ...meterEndpoints(world),
    ...accountTransactionEndpoints(world),
    ...invoiceEndpoints(world),
    ...invoiceLifecycleEndpoints(world),
    ...paymentEndpoints(world),
    ...portalEndpoints(world),
    ...portalConfigurationEndpoints(world),
    ...eventEndpoints(world),
    ...webhookEndpointEndpoints(world),
    ...eventDestinationEndpoints(world),
    ...entitlementEndpoints(world),
    ...setupIntentEndpoints(world),
  ]
  addEndpoints(app, endpoints, { world, secretKey, faults, inspect })
  addCheckoutPages(app, world)
  addPortalPages(app, world)
  addInvoicePages(app, world)
  addChallengePages(app, world)
  addControl(app, world, faults, endpoints)
  addCustomerControl(app, world)
  addFallback(app)
  const ticking = setInterval(() => catchUp(world), tick)
  const emulator = await listen(app, options.port, () => {
    clearInterval(ticking)
    return world.webhooks.close()
  })
  world.publicUrl = options.publicUrl ?? emulator.url
  resumeClocks(world)
  world.webhooks.start()
  return emulator
}
