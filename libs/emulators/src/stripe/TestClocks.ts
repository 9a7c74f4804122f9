import { emit } from "./Events.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import { day, periodAfter } from "./Periods.ts"
import type { Endpoint } from "./Router.ts"
import { runUntil } from "./Scheduler.ts"
import { cancelNow } from "./SubscriptionCancel.ts"
import type { TestClock } from "./Wire.ts"
import { work } from "./Work.ts"
import { resource, type World } from "./World.ts"

const create = (world: World, params: Params): TestClock => {
  const frozen = params.integer("frozen_time")
  if (frozen === undefined) throw missingParameter("frozen_time")
  return newClock(world, frozen, params.nullable("name") ?? null)
}

/** A clock that stands at a time in seconds. */
export const newClock = (world: World, frozen: number, name: string | null): TestClock => {
  const clock: TestClock = {
    id: newId("clock"),
    object: "test_helpers.test_clock",
    created: world.now(),
    deletes_after: world.now() + 30 * day,
    frozen_time: frozen,
    livemode: false,
    name,
    status: "ready",
    status_details: {},
  }
  world.testClocks.put(clock.id, clock)
  emit(world, "test_helpers.test_clock.created", clock)
  return clock
}

/** Two intervals of the shortest subscription, or two years where there is none. */
const furthest = (world: World, clock: TestClock): number => {
  const items = world.subscriptions
    .live()
    .filter((one) => one.test_clock === clock.id)
    .flatMap((one) => one.items.data)
  const year = { interval: "year" as const, interval_count: 1 }
  const ends = items.map((item) => periodAfter(clock.frozen_time, item.price.recurring, 2))
  return Math.min(periodAfter(clock.frozen_time, year, 2), ...ends)
}

const advance = (world: World, before: TestClock, params: Params): TestClock => {
  const target = params.integer("frozen_time")
  if (target === undefined) throw missingParameter("frozen_time")
  if (before.status !== "ready")
    throw invalid("This test clock is advancing. Wait until its status is ready.", { code: "test_clock_advancing" })
  if (target <= before.frozen_time)
    throw invalid("You can only advance a test clock to a time in its future.", { param: "frozen_time" })
  if (target > furthest(world, before)) {
    throw invalid(
      "You can only advance a test clock by up to two intervals of its shortest subscription, or two years without one.",
      { param: "frozen_time" },
    )
  }
  const advancing = depart(world, before, target)
  setImmediate(() => {
    try {
      arrive(world, before.id)
    } catch (failure) {
      world.testClocks.put(before.id, { ...before, status: "internal_failure" })
      console.error("A test clock could not advance", failure)
    }
  })
  return advancing
}

/** Sets a clock going to a time in seconds. */
export const depart = (world: World, before: TestClock, target: number): TestClock => {
  const advancing: TestClock = {
    ...before,
    status: "advancing",
    status_details: { advancing: { target_frozen_time: target } },
  }
  world.testClocks.put(before.id, advancing)
  emit(world, "test_helpers.test_clock.advancing", advancing)
  return advancing
}

/** Lets everything happen on the way to where the clock is going. */
export const arrive = (world: World, id: string): void => {
  const clock = world.testClocks.get(id)
  const target = clock?.status_details.advancing?.target_frozen_time
  if (!clock || target === undefined) return
  runUntil(world, id, target, clock.frozen_time)
  world.at(target, () =>
    work(world, () => {
      const ready: TestClock = { ...clock, frozen_time: target, status: "ready", status_details: {} }
      world.testClocks.put(id, ready)
      emit(world, "test_helpers.test_clock.ready", ready)
    }),
  )
}

/** Goes on with what a stop has interrupted. */
export const resumeClocks = (world: World): void => {
  for (const clock of world.testClocks.all()) if (clock.status === "advancing") arrive(world, clock.id)
}

const remove = (world: World, clock: TestClock): object => {
  for (const customer of world.customers.all()) {
    if (customer.test_clock !== clock.id) continue
    for (const one of world.subscriptions.live()) if (one.customer === customer.id) cancelNow(world, one)
    for (const one of world.invoices.live())
      if (one.customer === customer.id) world.invoices.put(one.id, { ...one, auto_advance: false })
    world.customers.delete(customer.id)
    world.deletedCustomers.put(customer.id, { id: customer.id, object: "customer", deleted: true })
  }
  world.testClocks.delete(clock.id)
  emit(world, "test_helpers.test_clock.deleted", clock)
  return { id: clock.id, object: "test_helpers.test_clock", deleted: true }
}

export const testClockEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const path = "/v1/test_helpers/test_clocks"
  const named = (id: string) => resource(world.testClocks, "test clock", id)
  return [
    { method: "POST", path, allow: ["frozen_time", "name"], handle: ({ params }) => create(world, params) },
    {
      method: "GET",
      path,
      allow: pagingParams,
      handle: ({ params, path: url }) => page(url, world.testClocks.all(), params),
    },
    { method: "GET", path: `${path}/:id`, allow: [], handle: ({ id }) => named(id) },
    {
      method: "POST",
      path: `${path}/:id/advance`,
      allow: ["frozen_time"],
      handle: ({ id, params }) => advance(world, named(id), params),
    },
    { method: "DELETE", path: `${path}/:id`, allow: [], handle: ({ id }) => remove(world, named(id)) },
  ]
}
