import { noSuchResource } from "./Errors.ts"
import { create, path, ping, shown, turn, update } from "./EventDestinations.ts"
import type { Call, Endpoint } from "./Router.ts"
import type { EventDestination } from "./Wire.ts"
import type { World } from "./World.ts"

const shared = ["name", "description", "enabled_events[]", "metadata", "metadata[*]", "include[]"]

/** Event destinations of API v2, which take JSON: what they are sent is what webhook endpoints are sent. */
export const eventDestinationEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const named = (id: string): EventDestination => {
    const found = world.eventDestinations.get(id)
    if (found) return found
    throw noSuchResource("event destination", id)
  }
  const one = `${path}/:id`
  const act = (action: string, doing: (call: Call) => object): Endpoint => ({
    method: "POST",
    path: `${one}/${action}`,
    allow: ["include[]"],
    handle: doing,
  })
  const creation = [
    ...["event_payload", "type", "snapshot_api_version", "webhook_endpoint[url]"],
    ...["amazon_eventbridge[aws_account_id]", "amazon_eventbridge[aws_region]"],
  ]
  return [
    {
      method: "POST",
      path,
      allow: [...shared, ...creation],
      handle: ({ params }) => shown(create(world, params), params, true),
    },
    {
      method: "GET",
      path,
      allow: ["limit", "page", "include[]"],
      handle: ({ params }) => {
        const limit = params.integer("limit") ?? 20
        const from = Number(params.string("page") ?? "0")
        const all = world.eventDestinations.all().toReversed()
        const next = from + limit < all.length ? `${path}?limit=${limit}&page=${from + limit}` : null
        const data = all.slice(from, from + limit).map((destination) => shown(destination, params))
        return { data, next_page_url: next, previous_page_url: null }
      },
    },
    { method: "GET", path: one, allow: ["include[]"], handle: ({ id, params }) => shown(named(id), params) },
    {
      method: "POST",
      path: one,
      allow: [...shared, "webhook_endpoint[url]"],
      handle: ({ id, params }) => shown(update(world, named(id), params), params),
    },
    {
      method: "DELETE",
      path: one,
      allow: [],
      handle: ({ id }) => {
        world.eventDestinations.delete(named(id).id)
        return { id, object: "v2.core.event_destination" }
      },
    },
    act("enable", ({ id, params }) => shown(turn(world, named(id), true), params)),
    act("disable", ({ id, params }) => shown(turn(world, named(id), false), params)),
    act("ping", ({ id }) => ping(world, named(id))),
  ]
}
