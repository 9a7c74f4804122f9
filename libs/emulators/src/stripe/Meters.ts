import { emit } from "./Events.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { listOf, type Meter } from "./Wire.ts"
import type { Params } from "./Params.ts"
import { day } from "./Periods.ts"
import { reading } from "./Reading.ts"
import type { Endpoint } from "./Router.ts"
import { reference, resource, type World } from "./World.ts"

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

/** Takes a usage event once per identifier, from at most 35 days ago to five minutes ahead. */
const record = (world: World, params: Params): object => {
  const eventName = params.required("event_name")
  const meter = world.meters.all().find((one) => one.event_name === eventName && one.status === "active")
  if (!meter)
    throw invalid(`No active meter found for event name ${eventName}.`, { code: "no_meter", param: "event_name" })
  const payload = params.metadata({}, "payload")
  const customer = payload[meter.customer_mapping.event_payload_key]
  const text = payload[meter.value_settings.event_payload_key]
  if (customer === undefined) throw missingParameter(`payload[${meter.customer_mapping.event_payload_key}]`)
  reference(world.customers, "customer", customer, "payload")
  const value = meter.default_aggregation.formula === "count" ? 1 : Number(text)
  if (!Number.isFinite(value) || (text === undefined && meter.default_aggregation.formula !== "count"))
    throw invalid("The value of a meter event must be a number.", {
      param: `payload[${meter.value_settings.event_payload_key}]`,
    })
  const at = params.integer("timestamp") ?? timeOf(world, customer)
  if (at < timeOf(world, customer) - 35 * day || at > timeOf(world, customer) + 300)
    throw invalid("The timestamp must be within the past 35 days or up to 5 minutes in the future.", {
      param: "timestamp",
    })
  const identifier = params.string("identifier") ?? newId("", 24).slice(1)
  const known = world.usage.get(identifier)
  if (known)
    throw invalid(`An event already exists with identifier ${identifier}.`, {
      code: "duplicate_meter_event",
      param: "identifier",
    })
  world.usage.put(identifier, { id: identifier, eventName, customer, value, at })
  return {
    object: "billing.meter_event",
    created: world.now(),
    event_name: eventName,
    identifier,
    livemode: false,
    payload,
    timestamp: at,
  }
}

const timeOf = (world: World, customer: string): number =>
  world.testClocks.get(world.customers.get(customer)?.test_clock ?? "")?.frozen_time ?? world.now()

/** What one customer has used between two times, as the meter adds up. */
const summaries = (world: World, meter: Meter, params: Params, url: string): object => {
  const customer = params.required("customer")
  const start = params.integer("start_time")
  const end = params.integer("end_time")
  if (start === undefined || end === undefined) throw missingParameter(start === undefined ? "start_time" : "end_time")
  const used = world.usage
    .all()
    .filter((one) => one.eventName === meter.event_name && one.customer === customer && one.at >= start && one.at < end)
    .toSorted((a, b) => a.at - b.at)
  const { formula } = meter.default_aggregation
  const value = formula === "last" ? (used.at(-1)?.value ?? 0) : used.reduce((sum, one) => sum + one.value, 0)
  const summary = {
    id: newId("mtrsum_test", 20),
    object: "billing.meter_event_summary",
    aggregated_value: value,
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
    {
      method: "POST",
      path: "/v1/billing/meter_events",
      allow: ["event_name", "identifier", "timestamp", "payload[*]"],
      handle: ({ params }) => record(world, params),
    },
  ]
}
