import { makeClock } from "@tango/emulators/kit/Clock"
import { Store } from "@tango/emulators/kit/Store"
import { startStripe } from "@tango/emulators/stripe/Stripe"
import { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { type BusEntry, EventBus } from "@tango/messaging/EventBus"
import { type AlbResponse, handleWebhook } from "@tango/messaging/Webhook"
import { startConsumer } from "@tango/testing/ConsumerUnderTest"
import { startService } from "@tango/testing/ServiceUnderTest"
import { OutboxSignal } from "@tango/messaging/Outbox"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import { Clock, ConfigProvider, Effect, Layer, ManagedRuntime } from "effect"
import { randomUUID } from "node:crypto"
import { Stripe } from "stripe"
import { layerBilling } from "../src/Billing.ts"
import { stepsTo, wantedPrices, wantedProducts } from "../src/domain/Catalogue.ts"
import { layerRoutes } from "../src/http/Routes.ts"
import { migrations } from "../src/persistence/Migrations.ts"
import { Reconciliation } from "../src/Reconciliation.ts"
import { reactions } from "../src/reactions/Reactions.ts"
import { StripeCatalogue } from "../src/stripe/StripeCatalogue.ts"
import { StripeWebhookSecret, verifyStripe } from "../src/StripeSignature.ts"

const secretKey = "sk_test_local_0123456789"
const webhookSecret = "whsec_local"
const operatorKey = "operator-key-for-tests-0123456789"
export const checkoutPath = "/api/billing/checkout"
export const subscriptionPath = "/api/billing/subscription"

/** An emulator of Stripe with an official client; `fail` orders the next requests to fail. */
export const startProvider = async () => {
  const store = new Store(":memory:")
  const clock = makeClock(store)
  const emulator = await startStripe({ port: 0, store, clock, secretKey })
  const { port } = new URL(emulator.url)
  const stripe = new Stripe(secretKey, { host: "127.0.0.1", port, protocol: "http", telemetry: false })
  const env = { TANGO_ENV: "local", STRIPE_SECRET_KEY: secretKey, STRIPE_BASE_URL: emulator.url }
  return {
    url: emulator.url,
    stripe,
    /** Lets Stripe's time pass, in seconds. */
    advance: (seconds: number) => clock.advance(seconds),
    env,
    fail: (path: string, status: number, times: number) =>
      fetch(`${emulator.url}/_emulator/faults`, { method: "POST", body: JSON.stringify({ path, status, times }) }),
    heal: () => fetch(`${emulator.url}/_emulator/faults`, { method: "DELETE" }),
    close: async () => {
      await emulator.close()
      store.close()
    },
  }
}
export type Provider = Awaited<ReturnType<typeof startProvider>>

/** Makes the provider's catalogue agree with ours, or with a test's; gives what there was to do. */
export const pushCatalogue = (
  env: Readonly<Record<string, string>>,
  { prices = wantedPrices, products = wantedProducts } = {},
) =>
  Effect.gen(function* () {
    const catalogue = yield* StripeCatalogue
    const steps = stepsTo(yield* catalogue.read(products), products, prices)
    yield* Effect.forEach(steps, catalogue.apply)
    return steps
  }).pipe(
    Effect.provide(StripeCatalogue.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env))))),
    Effect.runPromise,
  )

/** Sends a body to the webhook's function; gives its answer and what it has put on the bus. */
export const receive = async (body: string, headers: Readonly<Record<string, string>>) => {
  const published: Array<BusEntry> = []
  const bus = Layer.succeed(EventBus, {
    publish: (entries) =>
      Effect.sync(() => {
        published.push(...entries)
        return entries.map(() => ({ _tag: "Accepted" as const }))
      }),
  })
  const config = ConfigProvider.layer(ConfigProvider.fromUnknown({ STRIPE_WEBHOOK_SECRET: webhookSecret }))
  const request = { httpMethod: "POST", path: "/webhooks/stripe", headers, body, isBase64Encoded: false }
  const answer: AlbResponse = await Effect.runPromise(
    handleWebhook({ definition: StripeEventReceived, verify: verifyStripe }, request).pipe(
      Effect.provide(Layer.merge(bus, StripeWebhookSecret.layer.pipe(Layer.provide(config)))),
    ),
  )
  return { answer, published }
}

export const sign = (payload: string, timestamp = Math.floor(Date.now() / 1000), secret = webhookSecret) => ({
  "Stripe-Signature": Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }),
})

/** The event as it reaches the queue after the webhook has taken it. */
export const queued = async (event: object): Promise<string> => {
  const body = JSON.stringify(event)
  const { published } = await receive(body, sign(body))
  const [entry] = published
  if (entry === undefined) throw new Error("The webhook published nothing")
  const detail: unknown = JSON.parse(entry.detail)
  return JSON.stringify({
    id: randomUUID(),
    source: entry.source,
    "detail-type": entry.type,
    time: "2026-11-22T10:00:00Z",
    detail,
  })
}

/** Submits Stripe's payment page as a browser does, without following the redirect. */
export const pay = (url: string) =>
  fetch(url, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ number: "4242 4242 4242 4242", expiry: "12 / 34", cvc: "123", name: "Ada" }),
  })

/** Runs work at another time than now. */
const atTime = <A, E, R>(at: Date, work: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const shifted: typeof clock = Object.create(clock, {
      currentTimeMillis: { value: Effect.succeed(at.getTime()) },
    })
    return yield* Effect.provideService(work, Clock.Clock, shifted)
  })

/** The jobs' work, now or at a test's time. */
const startJobs = (env: Readonly<Record<string, string>>) => {
  const runtime = ManagedRuntime.make(
    layerBilling.pipe(
      Layer.provideMerge(Layer.mergeAll(TenantSql.layer, SystemSql.layer, OutboxSignal.layer)),
      Layer.provideMerge(ConfigProvider.layer(ConfigProvider.fromUnknown(env))),
    ),
  )
  const run = <A>(work: Effect.Effect<A, never, Reconciliation>, at?: Date) =>
    runtime.runPromise(at === undefined ? work : atTime(at, work))
  return {
    reconcile: () => run(Reconciliation.use((reconciliation) => reconciliation.run)),
    dunning: (at: Date) =>
      run(
        Reconciliation.use((reconciliation) => reconciliation.dun),
        at,
      ),
    seats: () => run(Reconciliation.use((reconciliation) => reconciliation.seats)),
    close: () => runtime.dispose(),
  }
}

/** Billing with a database and a Stripe of its own, the catalogue pushed. */
export const startBilling = async () => {
  const provider = await startProvider()
  await pushCatalogue(provider.env)
  const service = await startService({
    service: "billing",
    routes: layerRoutes,
    migrations,
    env: { ...provider.env, OPERATOR_KEYS: JSON.stringify({ ops: operatorKey }) },
  })
  const consumer = startConsumer({ reactions, layer: layerBilling, env: service.env })
  const jobs = startJobs(service.env)
  const admin = (organizationId: string) => service.token({ organizationId })
  return {
    ...provider,
    service,
    consumer,
    jobs,
    admin,
    checkout: async (organizationId: string, body: object, headers: Record<string, string> = {}) =>
      service.request("POST", checkoutPath, { token: await admin(organizationId), body, headers }),
    syncCheckout: async (organizationId: string, sessionId: string) =>
      service.request("POST", `${checkoutPath}/${sessionId}/sync`, { token: await admin(organizationId) }),
    /** A request of an admin's. */
    as: async (organizationId: string, method: string, path: string, body?: object, headers?: Record<string, string>) =>
      service.request(method, `/api/billing${path}`, {
        token: await admin(organizationId),
        ...(body === undefined ? {} : { body }),
        ...(headers === undefined ? {} : { headers }),
      }),
    /** A request of the vendor's staff. */
    operator: (organizationId: string, method: string, path: string, body?: object, headers?: Record<string, string>) =>
      service.request(method, `/api/billing/operator/organizations/${organizationId}${path}`, {
        token: operatorKey,
        ...(body === undefined ? {} : { body }),
        ...(headers === undefined ? {} : { headers }),
      }),
    /** Everything announced about an organization, oldest first, of one type. */
    announced: async (organizationId: string, type: string) =>
      (
        await service.rows("select detail from outbox where organization_id = $1 and type = $2 order by id", [
          organizationId,
          type,
        ])
      ).map((row) => field(field(row, "detail"), "data")),
    subscription: async (organizationId: string) =>
      (await service.request("GET", subscriptionPath, { token: await admin(organizationId) })).body,
    customersOf: async (organizationId: string) =>
      (await provider.stripe.customers.list({ limit: 100 })).data.filter(
        ({ metadata }) => metadata["organization_id"] === organizationId,
      ),
    /** All events Stripe has about the organization's customer, oldest first. */
    eventsOf: async (customerId: string) => {
      const events = await provider.stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 1000 })
      return events.toReversed().filter(({ data }) => JSON.stringify(data.object).includes(customerId))
    },
    changes: (organizationId: string) =>
      service.rows("select sequence, detail from outbox where subject = $1 order by sequence", [
        `subscription/${organizationId}`,
      ]),
    close: async () => {
      await consumer.close()
      await jobs.close()
      await service.close()
      await provider.close()
    },
  }
}
/** Buys on the payment page and comes back. */
export const buy = async (
  billing: Billing,
  organizationId: string,
  wanted: object = { price: "pro_monthly", seats: 2 },
) => {
  const { body } = await billing.checkout(organizationId, wanted)
  await pay(text(body, "url"))
  const sessionId = text(body, "checkoutSessionId")
  await billing.syncCheckout(organizationId, sessionId)
  const session = await billing.stripe.checkout.sessions.retrieve(sessionId)
  return { sessionId, customerId: String(session.customer), subscriptionId: String(session.subscription) }
}

export type Billing = Awaited<ReturnType<typeof startBilling>>

export const field = (value: unknown, name: string): unknown => Reflect.get(Object(value), name)
export const text = (value: unknown, name: string): string => String(field(value, name))
