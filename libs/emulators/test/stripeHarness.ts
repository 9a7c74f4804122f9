import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Stripe } from "stripe"
import { makeClock } from "../src/kit/Clock.ts"
import { Store } from "../src/kit/Store.ts"
import { violations } from "./stripeSchemas/check.ts"
import { startStripe } from "../src/stripe/Stripe.ts"

export const secretKey = "sk_test_local_0123456789"
const webhookSecret = "whsec_local"

/** A receiver of webhooks that keeps what is verified, and answers as told. */
export const startReceiver = async () => {
  const received: Array<Stripe.Event> = []
  const signatures: Array<string> = []
  let answers: Array<number> = []
  let secret = webhookSecret
  const server = createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const signature = String(request.headers["stripe-signature"])
      signatures.push(signature)
      const status = answers.shift() ?? 200
      if (status === 200) {
        const body = Buffer.concat(chunks)
        // A thin event is verified like another, and read by other means.
        if (body.includes('"v2.core.event"')) Stripe.webhooks.signature?.verifyHeader(body, signature, secret)
        else received.push(Stripe.webhooks.constructEvent(body, signature, secret))
      }
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address: AddressInfo | string | null = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/webhooks/stripe`,
    received,
    signatures,
    /** The secret that is expected from now on. */
    verifyWith: (expected: string) => {
      secret = expected
    },
    types: () => received.map((event) => event.type),
    answerNext: (...statuses: ReadonlyArray<number>) => {
      answers = [...statuses]
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** Waits for something to become true, for ten seconds at most. */
export const until = async (fact: () => boolean): Promise<void> => {
  const deadline = Date.now() + 10_000
  while (!fact()) {
    if (Date.now() > deadline) throw new Error("It did not become true in time")
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/**
 * An emulator with an official client, an in-memory or a given store, and control over HTTP. Every answer and every event is
 * checked against the schemas of the `stripe` package; `close` fails when one of them is broken.
 */
export const start = async (options: { file?: string; webhookUrl?: string } = {}) => {
  const store = new Store(options.file ?? ":memory:")
  const clock = makeClock(store)
  const webhook =
    options.webhookUrl === undefined ? {} : { webhook: { url: options.webhookUrl, secret: webhookSecret } }
  const broken = new Set<string>()
  const emulator = await startStripe({
    port: 0,
    store,
    clock,
    secretKey,
    inspect: (body) => {
      for (const one of violations(body)) broken.add(one)
    },
    ...webhook,
  })
  const client = (key = secretKey, maxNetworkRetries = 0) =>
    new Stripe(key, {
      host: "127.0.0.1",
      port: new URL(emulator.url).port,
      protocol: "http",
      telemetry: false,
      maxNetworkRetries,
    })
  const control = async (path: string, body: object = {}): Promise<unknown> => {
    const response = await fetch(`${emulator.url}/_emulator/${path}`, { method: "POST", body: JSON.stringify(body) })
    return response.json()
  }
  return {
    url: emulator.url,
    clock,
    stripe: client(),
    client,
    control,
    close: async () => {
      await emulator.close()
      store.close()
      if (broken.size > 0) throw new Error(`Not as the package's types have it:\n${[...broken].join("\n")}`)
    },
  }
}

export type Running = Awaited<ReturnType<typeof start>>

/** A product with a monthly price per seat, and a customer. */
export const seed = async ({ stripe }: Running) => {
  const product = await stripe.products.create({ name: "Pro", unit_label: "seat", metadata: { plan: "pro" } })
  const price = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 1200,
    recurring: { interval: "month" },
    lookup_key: "pro_monthly",
  })
  const customer = await stripe.customers.create({
    email: "ada@example.com",
    name: "Ada",
    metadata: { org_id: "org_1" },
  })
  return { product, price, customer }
}

/** A customer with a card, on a plan of some seats since the emulators' present time. */
export const subscribe = async (
  running: Running,
  options: {
    seats?: number
    card?: string
    clock?: string
    extra?: Partial<Stripe.SubscriptionCreateParams>
  } = {},
) => {
  const { stripe } = running
  const plans = await catalogue(running)
  const customer = await stripe.customers.create({
    email: "seats@example.com",
    ...(options.clock === undefined ? {} : { test_clock: options.clock }),
  })
  const card = await stripe.paymentMethods.attach(options.card ?? "pm_card_visa", { customer: customer.id })
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: plans.monthly.id, quantity: options.seats ?? 3 }],
    ...options.extra,
  })
  return { ...plans, customer, card, subscription, item: subscription.items.data[0]?.id ?? "" }
}

/** Pro by month at $12 and by year at $120, and Business by month at $30. */
export const catalogue = async ({ stripe }: Running) => {
  const known = await stripe.prices.list({ lookup_keys: ["m", "a", "b"] })
  const byKey = (key: string) => known.data.find((one) => one.lookup_key === key)
  const price = async (key: string, product: string, amount: number, interval: "month" | "year") =>
    byKey(key) ??
    stripe.prices.create({
      product,
      currency: "usd",
      unit_amount: amount,
      recurring: { interval },
      lookup_key: key,
    })
  const product = async (key: string, name: string) =>
    String(byKey(key)?.product ?? (await stripe.products.create({ name, unit_label: "seat" })).id)
  const pro = await product("m", "Pro")
  const business = await product("b", "Business")
  return {
    monthly: await price("m", pro, 1200, "month"),
    annual: await price("a", pro, 12_000, "year"),
    business: await price("b", business, 3000, "month"),
  }
}

/** An open Checkout for three seats. */
export const openCheckout = async (running: Running, extra: Partial<Stripe.Checkout.SessionCreateParams> = {}) => {
  const seeded = await seed(running)
  const session = await running.stripe.checkout.sessions.create({
    mode: "subscription",
    customer: seeded.customer.id,
    line_items: [{ price: seeded.price.id, quantity: 3 }],
    client_reference_id: "org_1",
    metadata: { attempt: "a1" },
    subscription_data: { metadata: { org_id: "org_1" } },
    success_url: "http://localhost:8080/billing?session={CHECKOUT_SESSION_ID}",
    cancel_url: "http://localhost:8080/billing",
    ...extra,
  })
  return { ...seeded, session }
}

/** Submits the Checkout form as a browser does, without following the redirect. */
export const submit = (
  url: string | null,
  entry: { number?: string; expiry?: string; cvc?: string; name?: string } = {},
) =>
  fetch(url ?? "", {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ number: "4242 4242 4242 4242", expiry: "12 / 34", cvc: "123", name: "Ada", ...entry }),
  })

/** Submits another form of the hosted pages, without following the redirect. */
export const submitTo = (url: string | null | undefined, fields: Record<string, string>) =>
  fetch(url ?? "", {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ number: "4242424242424242", expiry: "12 / 44", cvc: "123", name: "Ada", ...fields }),
  })
