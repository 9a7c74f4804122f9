import type { Hono } from "hono"
import { attachNamed } from "./AttachedCards.ts"
import { saveCustomer } from "./CustomerFields.ts"
import { failureAnswer, toResponse } from "./Answers.ts"
import { newId } from "./Ids.ts"
import { jsonBody } from "./Control.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import { arrive, depart, newClock } from "./TestClocks.ts"
import type { Customer, TestClock } from "./Wire.ts"
import { work } from "./Work.ts"
import { resource, type World } from "./World.ts"

const clockOf = (world: World, customer: Customer): TestClock | undefined =>
  world.testClocks.get(customer.test_clock ?? "")

const shown = (world: World, customer: Customer) => ({
  id: customer.id,
  name: customer.name ?? null,
  email: customer.email,
  metadata: customer.metadata,
  /** Its own time in seconds. */
  now: clockOf(world, customer)?.frozen_time ?? world.now(),
  testClock: customer.test_clock ?? null,
})

/** Gives a customer that exists a test clock of its own, which Stripe does only for one that is new. */
const bind = (world: World, customer: Customer): TestClock => {
  const clock = newClock(world, world.now(), customer.name ?? null)
  const test_clock = clock.id
  world.customers.put(customer.id, { ...customer, test_clock })
  const bindAll = <A extends { id: string; customer: string | null; test_clock: string | null }>(all: {
    all(): ReadonlyArray<A>
    put(id: string, one: A): A
  }) => {
    for (const one of all.all()) if (one.customer === customer.id) all.put(one.id, { ...one, test_clock })
  }
  bindAll(world.subscriptions)
  bindAll(world.schedules)
  bindAll(world.invoices)
  bindAll(world.invoiceItems)
  return clock
}

/** Lets time pass for one customer and nobody else. */
const advance = (world: World, customer: Customer, seconds: number): void => {
  const clock = clockOf(world, customer) ?? work(world, () => bind(world, customer))
  work(world, () => depart(world, clock, clock.frozen_time + seconds))
  arrive(world, clock.id)
}

/** The card becomes the customer's and that of all its subscriptions, as in the portal. */
const useCard = (world: World, customer: Customer, name: string): void => {
  const { id } = attachNamed(world, name, customer.id)
  const invoice_settings = { ...customer.invoice_settings, default_payment_method: id }
  saveCustomer(world, customer, { ...customer, invoice_settings })
  for (const one of world.subscriptions.live())
    if (one.customer === customer.id) saveSubscription(world, one, { ...one, default_payment_method: id })
}

/** What the local console offers for one customer: its time, and the card that pays. */
export const addCustomerControl = (app: Hono, world: World): void => {
  const path = "/_emulator/customers"
  app.get(path, (context) =>
    context.json({
      customers: world.customers
        .all()
        .toReversed()
        .map((one) => shown(world, one)),
    }),
  )
  const act = (action: string, doing: (customer: Customer, body: ReadonlyMap<string, unknown>) => string | null) =>
    app.post(`${path}/:id/${action}`, async (context) => {
      try {
        const customer = resource(world.customers, "customer", context.req.param("id"))
        const wrong = doing(customer, await jsonBody(context))
        if (wrong !== null) return context.json({ message: wrong }, 400)
        return context.json(shown(world, resource(world.customers, "customer", customer.id)))
      } catch (failure) {
        const requestId = newId("req", 14)
        return toResponse(failureAnswer(failure, requestId), requestId, {})
      }
    })
  act("advance", (customer, body) => {
    const seconds = body.get("seconds")
    if (typeof seconds !== "number" || !Number.isSafeInteger(seconds) || seconds < 1 || seconds > 10 * 366 * 86_400)
      return "Give `seconds`, whole, of ten years at most."
    advance(world, customer, seconds)
    return null
  })
  act("card", (customer, body) => {
    const card = body.get("card")
    if (typeof card !== "string") return "Name a `card`, such as pm_card_visa."
    const at = clockOf(world, customer)?.frozen_time ?? world.now()
    world.at(at, () => work(world, () => useCard(world, customer, card)))
    return null
  })
}
