import type { Params } from "./Params.ts"
import type { World } from "./World.ts"

/** The test clock that an object is bound to, by the object's id. */
const clockOf = (world: World, id: string): string | null => {
  const customer = customerOf(world, id)
  return world.customers.get(customer ?? "")?.test_clock ?? null
}

const customerOf = (world: World, id: string): string | null | undefined => {
  const prefix = id.slice(0, id.lastIndexOf("_"))
  switch (prefix) {
    case "cus":
      return id
    case "sub":
      return world.subscriptions.get(id)?.customer
    case "sub_sched":
      return world.schedules.get(id)?.customer
    case "si":
      return world.subscriptions.all().find((one) => one.items.data.some((item) => item.id === id))?.customer
    case "in":
      return world.invoices.get(id)?.customer
    case "ii":
      return world.invoiceItems.get(id)?.customer
    case "pi":
      return world.paymentIntents.get(id)?.customer
    case "ch":
      return world.charges.get(id)?.customer
    case "dp":
      return customerOf(world, world.disputes.get(id)?.charge ?? "")
    case "pm":
      return world.paymentMethods.get(id)?.customer
    case "cs_test":
      return world.sessions.get(id)?.customer
    default:
      return undefined
  }
}

const naming = ["customer", "subscription", "from_subscription", "invoice", "charge", "payment_intent", "schedule"]

/** Does work at the time of the test clock that the call's objects are bound to, else at the emulators' time. */
export const inTimeOf = <R>(world: World, call: { id: string; parent: string; params: Params }, work: () => R): R => {
  const named = naming.flatMap((name) => (call.params.isObject(name) ? [] : (call.params.nullable(name) ?? [])))
  for (const id of [call.id, call.parent, ...named]) {
    const clock = world.testClocks.get(clockOf(world, id) ?? "")
    if (clock) return world.at(clock.frozen_time, work)
  }
  const chosen = world.testClocks.get(
    call.params.isObject("test_clock") ? "" : (call.params.nullable("test_clock") ?? ""),
  )
  return chosen ? world.at(chosen.frozen_time, work) : work()
}

/** Does work at the time of the test clock that one object is bound to, else at the emulators' time. */
export const inTimeOfObject = <R>(world: World, id: string, work: () => R): R => {
  const clock = world.testClocks.get(clockOf(world, id) ?? "")
  return clock ? world.at(clock.frozen_time, work) : work()
}
