import { newId } from "./Ids.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Endpoint } from "./Router.ts"
import { apiVersion, type Event } from "./Wire.ts"
import { resource, type World } from "./World.ts"

/** Records what has happened, with the resource as it is now, and queues it for the webhook endpoints. Answers the event's id. */
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
    pending_webhooks: world.webhooks.endpointsFor(type).length,
    request: world.request ?? { id: null, idempotency_key: null },
    type,
  }
  world.events.put(event.id, event)
  world.webhooks.enqueue(event)
  return event.id
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
