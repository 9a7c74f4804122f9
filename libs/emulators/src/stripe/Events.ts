import { invalid } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Endpoint } from "./Router.ts"
import { apiVersion, type Event } from "./Wire.ts"
import { resource, type World } from "./World.ts"

/** Records what has happened, with the resource as it is now; the webhook endpoints hear of it when the work is done. Answers the event's id. */
export const emit = (world: World, type: Event["type"], object: object, previous?: object): string => {
  const event: Event = {
    id: newId("evt"),
    object: "event",
    api_version: apiVersion,
    created: world.now(),
    data: {
      object: structuredClone(object),
      ...(previous === undefined ? {} : { previous_attributes: structuredClone(previous) }),
    },
    livemode: false,
    pending_webhooks: 0,
    request: world.request ?? { id: null, idempotency_key: null },
    type,
  }
  world.outbox.push(event)
  world.transactions.undo(() => {
    const at = world.outbox.indexOf(event)
    if (at >= 0) world.outbox.splice(at, 1)
  })
  if (!world.transactions.active) tell(world)
  return event.id
}

/** Stores what has happened and queues it for delivery, in its order. */
export const tell = (world: World): void => {
  for (const event of world.outbox.splice(0)) {
    world.inspect(event)
    world.events.put(event.id, { ...event, pending_webhooks: world.webhooks.endpointsFor(event.type).length })
    world.webhooks.enqueue(event)
  }
}

/** Does work whose events are then told in this order of types; others follow in the order they happened. */
export const inOrder = <R>(world: World, types: ReadonlyArray<Event["type"]>, work: () => R): R => {
  const from = world.outbox.length
  const result = work()
  const rank = (event: Event) => (types.includes(event.type) ? types.indexOf(event.type) : types.length)
  const told = world.outbox.splice(from).toSorted((a, b) => rank(a) - rank(b))
  world.outbox.push(...told)
  return result
}

const current = (world: World, event: Event): Event => ({
  ...event,
  pending_webhooks: world.webhooks.pendingFor(event.id),
})

export const eventEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "GET",
    path: "/v1/events",
    allow: [...pagingParams, ...createdParams, "type", "types[]", "delivery_success"],
    handle: ({ params, path }) => {
      const type = params.string("type")
      const types = params.strings("types")
      if (types.length > 20) throw invalid("You can filter by up to 20 types.", { param: "types" })
      const delivered = params.boolean("delivery_success")
      const within = createdWithin(params)
      const found = world.events.all().filter((event) => {
        if (type !== undefined && !matchesType(type, event.type)) return false
        if (types.length > 0 && !types.includes(event.type)) return false
        if (delivered !== undefined && delivered !== (world.webhooks.pendingFor(event.id) === 0)) return false
        return within(event)
      })
      const answer = page(path, found, params)
      return { ...answer, data: answer.data.map((event) => current(world, event)) }
    },
  },
  {
    method: "GET",
    path: "/v1/events/:id",
    allow: [],
    handle: ({ id }) => current(world, resource(world.events, "event", id)),
  },
]

/** A filter may end in `*`, such as `invoice.*`. */
const matchesType = (filter: string, type: string): boolean =>
  filter.endsWith("*") ? type.startsWith(filter.slice(0, -1)) : filter === type
