import { OrganizationId } from "@tango/contracts/Ids"
import { ConfigProvider, Layer, ManagedRuntime } from "effect"
import { randomUUID } from "node:crypto"
import { Stripe } from "stripe"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { StripeBooks } from "../src/stripe/StripeBooks.ts"
import { StripeChanges } from "../src/stripe/StripeChanges.ts"
import { StripeCustomers } from "../src/stripe/StripeCustomers.ts"
import { pushCatalogue, startProvider } from "./Harness.ts"

const realKey = process.env["STRIPE_TEST_SECRET_KEY"]

interface Account {
  readonly stripe: Stripe
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

const emulated = startProvider
const real = async (key: string): Promise<Account> => ({
  stripe: new Stripe(key),
  env: { STRIPE_SECRET_KEY: key },
  close: async () => {},
})

const accounts: ReadonlyArray<readonly [string, () => Promise<Account>]> = [
  [
    realKey === undefined ? "the emulator (a real account as well when STRIPE_TEST_SECRET_KEY is set)" : "the emulator",
    emulated,
  ],
  ...(realKey === undefined ? [] : [["a real test account", () => real(realKey)] as const]),
]

describe.each(accounts)("what billing asks of Stripe, on %s", (_, open) => {
  let account: Account
  let runtime: ManagedRuntime.ManagedRuntime<StripeBooks | StripeChanges | StripeCustomers, unknown>
  beforeAll(async () => {
    account = await open()
    await pushCatalogue(account.env)
    const config = ConfigProvider.layer(ConfigProvider.fromUnknown(account.env))
    runtime = ManagedRuntime.make(
      Layer.mergeAll(StripeBooks.layer, StripeChanges.layer, StripeCustomers.layer).pipe(Layer.provide(config)),
    )
  }, 60_000)
  afterAll(async () => {
    await runtime.dispose()
    await account.close()
  })

  const subscribe = async (seats: number) => {
    const organization = OrganizationId.make(`organization-test-${randomUUID()}`)
    const customer = await runtime.runPromise(StripeCustomers.use((customers) => customers.ensure(organization)))
    await account.stripe.paymentMethods.attach("pm_card_visa", { customer })
    const [method] = (await account.stripe.customers.listPaymentMethods(customer)).data
    const [price] = (await account.stripe.prices.list({ lookup_keys: ["pro_monthly"] })).data
    await account.stripe.subscriptions.create({
      customer,
      default_payment_method: method?.id ?? "",
      items: [{ price: price?.id ?? "", quantity: seats }],
    })
    return { customer, organization }
  }
  const read = (customer: string) => runtime.runPromise(StripeBooks.use((books) => books.read(customer)))

  it("makes one customer for an organization, also when asked twice", async () => {
    const organization = OrganizationId.make(`organization-test-${randomUUID()}`)
    const ensure = () => runtime.runPromise(StripeCustomers.use((customers) => customers.ensure(organization)))
    assert.equal(await ensure(), await ensure())
  })

  it("reads subscriptions, invoices and credit", async () => {
    const { customer } = await subscribe(2)
    await runtime.runPromise(
      StripeCustomers.use((customers) =>
        customers.grant(customer, {
          grantId: randomUUID(),
          amount: 500,
          currency: "usd",
          reason: "Test",
          grantedBy: "ops",
        }),
      ),
    )
    const { credits, invoices, subscriptions } = await read(customer)
    assert.include(Object(subscriptions[0]), { status: "active", price: "pro_monthly", seats: 2, cancelAt: null })
    assert.include(Object(invoices[0]), { status: "paid", total: 2400, amountPaid: 2400, amountRefunded: 0 })
    assert.include(Object(credits[0]), { kind: "granted", amount: 500, balance: 500, grantedBy: "ops" })
  })

  it("charges what it previewed, and arranges less for the period's end", async () => {
    const { customer } = await subscribe(2)
    const [subscription] = (await read(customer)).subscriptions
    if (subscription === undefined) return assert.fail("there is no subscription")
    const terms = { price: "pro_monthly", seats: 5 } as const
    const change = {
      subscription,
      terms,
      newPeriod: false,
      prorationDate: new Date(Math.floor(Date.now() / 1000) * 1000),
    }
    const preview = await runtime.runPromise(StripeChanges.use((changes) => changes.preview(customer, change)))
    const charge = { key: randomUUID(), bill: "invoice" as const, seatFloor: 5 }
    await runtime.runPromise(StripeChanges.use((changes) => changes.apply(change, charge)))
    const { invoices, subscriptions } = await read(customer)
    const totals = invoices.map(({ amountDue }) => amountDue)
    assert.include(totals, preview.amountDue)
    assert.include(Object(subscriptions[0]), { seats: 5, seatFloor: 5 })
    const raised = subscriptions[0] ?? subscription
    const next = { price: "pro_monthly", seats: 3 } as const
    await runtime.runPromise(StripeChanges.use((changes) => changes.schedule(raised, next, 3)))
    const [arranged] = (await read(customer)).subscriptions
    assert.deepInclude(Object(arranged?.scheduled), next)
    await runtime.runPromise(StripeChanges.use((changes) => changes.end(arranged ?? raised)))
    assert.include(Object((await read(customer)).subscriptions[0]), { status: "canceled" })
  })
})
