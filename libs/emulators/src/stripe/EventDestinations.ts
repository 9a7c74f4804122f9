import { invalid, missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import { apiVersion, type EventDestination } from "./Wire.ts"
import type { World } from "./World.ts"

/** Where they are found. */
export const path = "/v2/core/event_destinations"
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

/** A stored destination, enabled. */
export const create = (world: World, params: Params): EventDestination => {
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
export const shown = (one: EventDestination, params: Params, isNew = false): EventDestination => {
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

/** Changes what may be changed; the kind and the payload may not. */
export const update = (world: World, before: EventDestination, params: Params): EventDestination => {
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

/** Switches a destination on or off. */
export const turn = (world: World, before: EventDestination, on: boolean): EventDestination => {
  const { status_details: _details, ...rest } = before
  return world.eventDestinations.put(before.id, {
    ...rest,
    status: on ? "enabled" : "disabled",
    ...(on ? {} : { status_details: { disabled: { reason: "user" } } }),
    updated: iso(world),
  })
}

/** The event that a destination gets to see whether it listens. */
export const ping = (world: World, { id }: EventDestination) => {
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
