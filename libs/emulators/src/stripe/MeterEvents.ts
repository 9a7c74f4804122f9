import { invalid, missingParameter, noSuchReference } from "./Errors.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import { day } from "./Periods.ts"
import type { Endpoint } from "./Router.ts"
import { reference, type World } from "./World.ts"

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
  world.usage.put(identifier, { id: identifier, eventName, customer, value, at, received: world.now() })
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

/** Takes a usage event back, within a day of its arrival; its identifier stays used. */
const cancel = (world: World, params: Params): object => {
  const eventName = params.required("event_name")
  if (params.oneOf("type", ["cancel"]) === undefined) throw missingParameter("type")
  const identifier = params.object("cancel")?.string("identifier")
  if (identifier === undefined) throw missingParameter("cancel[identifier]")
  const known = world.usage.get(identifier)
  if (known?.eventName !== eventName) throw noSuchReference("meter event", identifier, "cancel[identifier]")
  if (known.received < world.now() - day)
    throw invalid("You can only cancel events within 24 hours of Stripe receiving them.", {
      param: "cancel[identifier]",
    })
  world.usage.put(identifier, { ...known, cancelled: true })
  return {
    object: "billing.meter_event_adjustment",
    cancel: { identifier },
    event_name: eventName,
    livemode: false,
    status: "complete",
    type: "cancel",
  }
}

const timeOf = (world: World, customer: string): number =>
  world.testClocks.get(world.customers.get(customer)?.test_clock ?? "")?.frozen_time ?? world.now()

export const meterEventEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "POST",
    path: "/v1/billing/meter_events",
    allow: ["event_name", "identifier", "timestamp", "payload[*]"],
    handle: ({ params }) => record(world, params),
  },
  {
    method: "POST",
    path: "/v1/billing/meter_event_adjustments",
    allow: ["event_name", "type", "cancel[identifier]"],
    handle: ({ params }) => cancel(world, params),
  },
]
