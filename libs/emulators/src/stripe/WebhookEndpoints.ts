import { invalid, missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import { apiVersion, type WebhookEndpoint } from "./Wire.ts"
import { resource, type World } from "./World.ts"

const urlOf = (params: Params): string => {
  const url = params.required("url")
  if (URL.canParse(url)) return url
  throw invalid("Invalid URL", { code: "url_invalid", param: "url" })
}

const create = (world: World, params: Params): WebhookEndpoint => {
  const events = params.strings("enabled_events")
  if (events.length === 0) throw missingParameter("enabled_events")
  const id = newId("we")
  return world.webhookEndpoints.put(id, {
    id,
    object: "webhook_endpoint",
    api_version: params.string("api_version") ?? apiVersion,
    application: null,
    created: world.now(),
    description: params.string("description") ?? null,
    enabled_events: [...events],
    livemode: false,
    metadata: params.metadata(),
    secret: newId("whsec", 32),
    status: "enabled",
    url: urlOf(params),
  })
}

const update = (world: World, before: WebhookEndpoint, params: Params): WebhookEndpoint =>
  world.webhookEndpoints.put(before.id, {
    ...before,
    description: params.has("description") ? (params.nullable("description") ?? null) : before.description,
    enabled_events: params.has("enabled_events") ? [...params.strings("enabled_events")] : before.enabled_events,
    metadata: params.metadata(before.metadata),
    status:
      params.boolean("disabled") === undefined ? before.status : params.boolean("disabled") ? "disabled" : "enabled",
    url: params.has("url") ? urlOf(params) : before.url,
  })

/** The secret is shown once, at creation. */
const shown = ({ secret: _secret, ...endpoint }: WebhookEndpoint): object => endpoint

const shared = ["url", "enabled_events[]", "description", "metadata", "metadata[*]"]

export const webhookEndpointEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const named = (id: string) => resource(world.webhookEndpoints, "webhook endpoint", id)
  return [
    {
      method: "POST",
      path: "/v1/webhook_endpoints",
      allow: [...shared, "api_version"],
      handle: ({ params }) => create(world, params),
    },
    {
      method: "GET",
      path: "/v1/webhook_endpoints",
      allow: pagingParams,
      handle: ({ params, path }) => {
        const answer = page(path, world.webhookEndpoints.all(), params)
        return { ...answer, data: answer.data.map(shown) }
      },
    },
    { method: "GET", path: "/v1/webhook_endpoints/:id", allow: [], handle: ({ id }) => shown(named(id)) },
    {
      method: "POST",
      path: "/v1/webhook_endpoints/:id",
      allow: [...shared, "disabled"],
      handle: ({ id, params }) => shown(update(world, named(id), params)),
    },
    {
      method: "DELETE",
      path: "/v1/webhook_endpoints/:id",
      allow: [],
      handle: ({ id }) => {
        world.webhookEndpoints.delete(named(id).id)
        return { id, object: "webhook_endpoint", deleted: true }
      },
    },
  ]
}
