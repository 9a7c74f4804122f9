import { emit } from "./Events.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { meterEventEndpoints } from "./MeterEvents.ts"
import { listOf, type Meter } from "./Wire.ts"
import type { Params } from "./Params.ts"
import { reading } from "./Reading.ts"
import type { Endpoint } from "./Router.ts"
import { usedBetween } from "./Usage.ts"
import { resource, type World } from "./World.ts"

const create = (world: World, params: Params): Meter => {
  const eventName = params.required("event_name")
  if (world.meters.all().some((one) => one.event_name === eventName && one.status === "active"))
    throw invalid(`An active meter with the event name ${eventName} already exists.`, {
      code: "resource_already_exists",
      param: "event_name",
    })
  const formula = params.object("default_aggregation")?.oneOf("formula", ["sum", "count", "last"])
  if (!formula) throw missingParameter("default_aggregation[formula]")
  const made: Meter = {
    id: newId("mtr_test", 20),
    object: "billing.meter",
    created: world.now(),
    customer_mapping: {
      event_payload_key: params.object("customer_mapping")?.string("event_payload_key") ?? "stripe_customer_id",
      type: "by_id",
    },
    default_aggregation: { formula },
    display_name: params.required("display_name"),
    event_name: eventName,
    event_time_window: params.oneOf("event_time_window", ["day", "hour"]) ?? null,
    livemode: false,
    status: "active",
    status_transitions: { deactivated_at: null },
    updated: world.now(),
    value_settings: { event_payload_key: params.object("value_settings")?.string("event_payload_key") ?? "value" },
  }
  world.meters.put(made.id, made)
  emit(world, "billing.meter.created", made)
  return made
}

const save = (world: World, meter: Meter, event: "updated" | "deactivated" | "reactivated"): Meter => {
  const after = { ...meter, updated: world.now() }
  emit(world, `billing.meter.${event}`, after)
  return world.meters.put(meter.id, after)
}

/** What one customer has used between two times, as the meter adds up. */
const summaries = (world: World, meter: Meter, params: Params, url: string): object => {
  const customer = params.required("customer")
  const start = params.integer("start_time")
  const end = params.integer("end_time")
  if (start === undefined || end === undefined) throw missingParameter(start === undefined ? "start_time" : "end_time")
  const summary = {
    id: newId("mtrsum_test", 20),
    object: "billing.meter_event_summary",
    aggregated_value: usedBetween(world, meter, customer, { start, end }),
    end_time: end,
    livemode: false,
    meter: meter.id,
    start_time: start,
  }
  return listOf(url, [summary])
}

export const meterEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const path = "/v1/billing/meters"
  const named = (id: string) => resource(world.meters, "meter", id)
  const deactivated = (meter: Meter) => ({
    ...meter,
    status: "inactive" as const,
    status_transitions: { deactivated_at: world.now() },
  })
  const reactivated = (meter: Meter) => ({
    ...meter,
    status: "active" as const,
    status_transitions: { deactivated_at: null },
  })
  return [
    ...reading(path, "meter", world.meters, ["status"]),
    {
      method: "POST",
      path,
      allow: [
        "event_name",
        "display_name",
        "default_aggregation[formula]",
        "customer_mapping[type]",
        "customer_mapping[event_payload_key]",
        "value_settings[event_payload_key]",
        "event_time_window",
      ],
      handle: ({ params }) => create(world, params),
    },
    {
      method: "POST",
      path: `${path}/:id`,
      allow: ["display_name"],
      handle: ({ id, params }) => {
        const before = named(id)
        return save(world, { ...before, display_name: params.string("display_name") ?? before.display_name }, "updated")
      },
    },
    {
      method: "POST",
      path: `${path}/:id/deactivate`,
      allow: [],
      handle: ({ id }) => save(world, deactivated(named(id)), "deactivated"),
    },
    {
      method: "POST",
      path: `${path}/:id/reactivate`,
      allow: [],
      handle: ({ id }) => save(world, reactivated(named(id)), "reactivated"),
    },
    {
      method: "GET",
      path: `${path}/:id/event_summaries`,
      allow: ["customer", "start_time", "end_time", "limit", "value_grouping_window"],
      handle: ({ id, params, path: url }) => summaries(world, named(id), params, url),
    },
    ...meterEventEndpoints(world),
  ]
}
