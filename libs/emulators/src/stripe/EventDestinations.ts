import { invalid, missingParameter, noSuchResource } from "./Errors.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import type { Call, Endpoint } from "./Router.ts"
import { apiVersion, type EventDestination } from "./Wire.ts"
import type { World } from "./World.ts"

const path = "/v2/core/event_destinations"
const shared = ["name", "description", "enabled_events[]", "metadata", "metadata[*]", "include[]"]
const iso = (world: World): string => new Date(world.now() * 1000).toISOString()

const urlOf = (params: Params): string => {
  const url = params.object("webhook_endpoint")?.string("url")
  if (url === undefined) throw missingParameter("webhook_endpoint[url]")
  if (URL.canParse(url)) return url
  throw invalid("Invalid URL", { code: "url_invalid", param: "webhook_endpoint[url]" })
}

/** Where it leads: an address with a secret, or a partner source of EventBridge that waits to be activated in AWS. */
const wayOf = (id: string, params: Params): Partial<EventDestination> => {
  if (params.required("type") === "webhook_endpoint")
    return { webhook_endpoint: { signing_secret: newId("whsec", 32), url: urlOf(params) } }
  if (params.required("type") !== "amazon_eventbridge")
    throw invalid("Only webhook_endpoint and amazon_eventbridge are emulated.", { param: "type" })
  const aws = params.object("amazon_eventbridge")
  if (!aws) throw missingParameter("amazon_eventbridge")
  const source = `arn:aws:events:${aws.required("aws_region")}::event-source/aws.partner/stripe.com/${id}`
  return {
    amazon_eventbridge: {
      aws_account_id: aws.required("aws_account_id"),
      aws_event_source_arn: source,
      aws_event_source_status: "pending",
    },
  }
}

const create = (world: World, params: Params): EventDestination => {
  const id = newId("ed_test")
  const events = params.strings("enabled_events")
  if (events.length === 0) throw missingParameter("enabled_events")
  if (params.required("event_payload") !== "snapshot")
    throw invalid("Only event_payload=snapshot is emulated.", { param: "event_payload" })
  const destination: EventDestination = {
    id,
    object: "v2.core.event_destination",
    created: iso(world),
    description: params.nullable("description") ?? "",
    enabled_events: [...events],
    event_payload: "snapshot",
    livemode: false,
    metadata: params.metadata(),
    name: params.required("name"),
    snapshot_api_version: params.string("snapshot_api_version") ?? apiVersion,
    status: "enabled",
    type: params.required("type"),
    updated: iso(world),
    ...wayOf(id, params),
  }
  return world.eventDestinations.put(id, destination)
}

/** The address and its secret are left out unless they are asked for; the secret is had at creation only. */
const shown = (one: EventDestination, params: Params, isNew = false): EventDestination => {
  const { webhook_endpoint: endpoint, ...rest } = one
  if (!endpoint) return rest
  const asked = params.strings("include")
  const secret = isNew && asked.includes("webhook_endpoint.signing_secret") ? endpoint.signing_secret : undefined
  const url = asked.includes("webhook_endpoint.url") ? endpoint.url : undefined
  return {
    ...rest,
    ...(secret === undefined && url === undefined
      ? {}
      : {
          webhook_endpoint: {
            ...(secret === undefined ? {} : { signing_secret: secret }),
            ...(url === undefined ? {} : { url }),
          },
        }),
  }
}

const update = (world: World, before: EventDestination, params: Params): EventDestination => {
  const endpoint = before.webhook_endpoint
  const moved = params.has("webhook_endpoint") && endpoint ? { ...endpoint, url: urlOf(params) } : endpoint
  return world.eventDestinations.put(before.id, {
    ...before,
    description: params.has("description") ? (params.nullable("description") ?? "") : before.description,
    enabled_events: params.has("enabled_events") ? [...params.strings("enabled_events")] : before.enabled_events,
    metadata: params.metadata(before.metadata),
    name: params.string("name") ?? before.name,
    updated: iso(world),
    ...(moved ? { webhook_endpoint: moved } : {}),
  })
}

const turn = (world: World, before: EventDestination, on: boolean): EventDestination => {
  const { status_details: _details, ...rest } = before
  return world.eventDestinations.put(before.id, {
    ...rest,
    status: on ? "enabled" : "disabled",
    ...(on ? {} : { status_details: { disabled: { reason: "user" } } }),
    updated: iso(world),
  })
}

/** The event that a destination gets to see whether it listens. */
const ping = (world: World, { id }: EventDestination) => {
  const type = "v2.core.event_destination"
  const event = {
    id: newId("evt_test"),
    object: "v2.core.event",
    created: iso(world),
    livemode: false,
    type: `${type}.ping`,
    related_object: { id, type, url: `${path}/${id}` },
  }
  world.webhooks.ping(id, event)
  return event
}

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
