import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { countSteps, stepsTo, wantedMeters, wantedPrices, wantedProducts } from "../src/domain/Catalogue.ts"
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
