import { ConfigProvider, Effect, Layer } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import {
  type CataloguePrice,
  type CatalogueProduct,
  countSteps,
  stepsTo,
  wantedMeters,
  wantedPrices,
  wantedProducts,
} from "../src/domain/Catalogue.ts"
import { StripeBooks } from "../src/stripe/StripeBooks.ts"
import { type Provider, pushCatalogue, startProvider } from "./Harness.ts"

let provider: Provider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())

const push = async () => countSteps(await pushCatalogue(provider.env))
const priceOf = async (key: string) => (await provider.stripe.prices.list({ lookup_keys: [key] })).data[0]

describe("the plan catalogue", () => {
  it("is created once; pushed again, all is the same", async () => {
    assert.deepEqual(await push(), { created: 10, changed: 0, same: 0 })
    assert.deepEqual(await push(), { created: 0, changed: 0, same: 10 })
    const price = await priceOf("pro_annual")
    assert.include(price, { unit_amount: 12_000, currency: "usd", product: "tango_pro", active: true })
    assert.equal(price?.recurring?.interval, "year")
    const product = await provider.stripe.products.retrieve("tango_business")
    assert.include(product, { unit_label: "seat", active: true })
    assert.deepEqual(product.metadata, { plan: "business" })
  })

  it("replaces a price whose amount is another: the key moves, the old one cannot be bought any more", async () => {
    const before = await priceOf("pro_monthly")
    assert.isDefined(before)
    const dearer = await provider.stripe.prices.create({
      product: "tango_pro",
      currency: "usd",
      unit_amount: 1500,
      recurring: { interval: "month" },
      lookup_key: "pro_monthly",
      transfer_lookup_key: true,
    })
    // As after a run that died between the new price and the old one's end.
    assert.deepEqual(await push(), { created: 0, changed: 2, same: 9 })
    assert.equal((await priceOf("pro_monthly"))?.unit_amount, 1200)
    for (const id of [before.id, dearer.id]) assert.isFalse((await provider.stripe.prices.retrieve(id)).active)
    assert.deepEqual(await push(), { created: 0, changed: 0, same: 10 })
  })

  it("is put right where somebody changed words or switched something off", async () => {
    await provider.stripe.products.update("tango_pro", { name: "Pro!", active: false })
    await provider.stripe.prices.update((await priceOf("business_monthly"))?.id ?? "", { active: false })
    assert.deepEqual(await push(), { created: 0, changed: 2, same: 8 })
    assert.deepEqual(await push(), { created: 0, changed: 0, same: 10 })
  })

  it("takes a flat and a tiered price as data, also when their amounts change, and Stripe bills them", async () => {
    await push()
    const product = (id: string): CatalogueProduct => ({
      id,
      name: id,
      description: "A test's",
      unitLabel: "unit",
      plan: null,
      active: true,
    })
    const price = (key: string, of: string, terms: CataloguePrice["terms"]): CataloguePrice => ({
      key,
      product: of,
      plan: null,
      terms,
      currency: "usd",
      interval: "month",
      meter: null,
    })
    const tiered = (first: number) =>
      price("storage_tiered", "test_storage", {
        _tag: "Tiered",
        mode: "graduated",
        tiers: [
          { upTo: 10, unitAmount: first },
          { upTo: null, unitAmount: 50 },
        ],
      })
    const products = [...wantedProducts, product("test_platform"), product("test_storage")]
    const flat = price("platform_flat", "test_platform", { _tag: "PerUnit", unitAmount: 9900 })
    const pushed = async (first: number) =>
      countSteps(await pushCatalogue(provider.env, { products, prices: [...wantedPrices, flat, tiered(first)] }))
    const all = wantedProducts.length + wantedMeters.length + wantedPrices.length + 1
    assert.deepEqual(await pushed(100), { created: 4, changed: 0, same: all })
    assert.deepEqual(await pushed(100), { created: 0, changed: 0, same: all + 4 })
    assert.deepEqual(await pushed(80), { created: 0, changed: 1, same: all + 3 })
    assert.deepEqual(await pushed(80), { created: 0, changed: 0, same: all + 4 })

    const { stripe } = provider
    const customer = await stripe.customers.create({ name: "Ada" })
    const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id })
    const item = async (key: string, quantity: number) => ({ price: (await priceOf(key))?.id ?? "", quantity })
    await stripe.subscriptions.create({
      customer: customer.id,
      default_payment_method: card.id,
      items: [await item("pro_monthly", 2), await item("platform_flat", 1), await item("storage_tiered", 15)],
    })
    const [invoice] = (await stripe.invoices.list({ customer: customer.id })).data
    // Two seats at 1200, one platform at 9900, ten units at 80 and five at 50.
    assert.include(invoice, { status: "paid", total: 2400 + 9900 + 800 + 250 })
    const { env } = provider
    const config = ConfigProvider.layer(ConfigProvider.fromUnknown(env))
    const books = await Effect.runPromise(
      StripeBooks.use((one) => one.read(customer.id)).pipe(
        Effect.provide(StripeBooks.layer.pipe(Layer.provide(config))),
      ),
    )
    assert.include(Object(books.subscriptions[0]), { price: "pro_monthly", seats: 2 })
  })

  it("says what to do for each product and each price", () => {
    assert.deepEqual(
      stepsTo({ products: [], prices: [], meters: [], portal: null }).map(({ _tag }) => _tag),
      [
        ...wantedProducts.map(() => "CreateProduct"),
        ...wantedMeters.map(() => "CreateMeter"),
        ...wantedPrices.map(() => "CreatePrice"),
        "CreatePortal",
      ],
    )
  })
})
