import { invalid } from "./Errors.ts"
import { emit } from "./Events.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import { begin, enter, phaseAt, release, saveSchedule } from "./SchedulePhases.ts"
import { phaseParams, phasesOf } from "./ScheduleParams.ts"
import { endNow } from "./SubscriptionEnding.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import { billingModeOf } from "./SubscriptionCreation.ts"
import type { Schedule } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"
import { newSchedule, presentPhase } from "./NewSchedule.ts"

const endBehaviours = ["release", "cancel"] as const

/** A schedule that takes over a subscription as it is. */
export const fromSubscription = (world: World, id: string): Schedule => {
  const subscription = reference(world.subscriptions, "subscription", id, "from_subscription")
  if (subscription.schedule !== null) {
    throw invalid("You cannot migrate a subscription that is already attached to a schedule.", {
      param: "from_subscription",
    })
  }
  if (subscription.cancel_at !== null || !["active", "trialing", "past_due"].includes(subscription.status)) {
    throw invalid(
      "You cannot migrate a subscription that is canceled, incomplete or set to cancel to a subscription schedule.",
      { param: "from_subscription" },
    )
  }
  const phase = presentPhase(subscription)
  const schedule = newSchedule(world, {
    billing_mode: subscription.billing_mode,
    current_phase: { start_date: phase.start_date, end_date: phase.end_date },
    customer: subscription.customer,
    phases: [phase],
    status: "active",
    subscription: subscription.id,
  })
  world.schedules.put(schedule.id, schedule)
  emit(world, "subscription_schedule.created", schedule)
  saveSubscription(world, subscription, { ...subscription, schedule: schedule.id })
  return schedule
}

const create = (world: World, params: Params): Schedule => {
  const from = params.string("from_subscription")
  if (from !== undefined) {
    if (params.has("phases") || params.has("customer"))
      throw invalid("You cannot set `phases` or `customer` if `from_subscription` is set.", {
        param: "from_subscription",
      })
    return fromSubscription(world, from)
  }
  const customer = reference(world.customers, "customer", params.required("customer"), "customer")
  const start = params.required("start_date") === "now" ? world.now() : (params.integer("start_date") ?? world.now())
  const schedule = newSchedule(world, {
    ...(billingModeOf(params).billing_mode ? { billing_mode: { flexible: null, type: "classic" } } : {}),
    customer: customer.id,
    end_behavior: params.oneOf("end_behavior", endBehaviours) ?? "release",
    metadata: params.metadata(),
    phases: phasesOf(world, params, start),
  })
  world.schedules.put(schedule.id, schedule)
  emit(world, "subscription_schedule.created", schedule)
  return start <= world.now() ? begin(world, schedule) : schedule
}

const live = (schedule: Schedule, action: string): Schedule => {
  if (schedule.status === "active" || schedule.status === "not_started") return schedule
  throw invalid(`You cannot ${action} a subscription schedule that is currently in the \`${schedule.status}\` status.`)
}

const update = (world: World, before: Schedule, params: Params): Schedule => {
  live(before, "update")
  const current = before.current_phase
  const phases = params.has("phases") ? phasesOf(world, params, current?.start_date ?? world.now()) : before.phases
  const phase = phaseAt({ phases }, world.now())
  if (current && (!phase || phase.start_date !== current.start_date)) {
    throw invalid("You can not modify or remove the start date of the current phase of a subscription schedule.", {
      param: "phases[0][start_date]",
    })
  }
  const after = saveSchedule(world, before, {
    ...before,
    current_phase: current && phase ? { start_date: phase.start_date, end_date: phase.end_date } : current,
    end_behavior: params.oneOf("end_behavior", endBehaviours) ?? before.end_behavior,
    metadata: params.metadata(before.metadata),
    phases,
  })
  const subscription = world.subscriptions.get(before.subscription ?? "")
  if (subscription && phase && params.has("phases")) {
    const proration = params.oneOf("proration_behavior", ["create_prorations", "always_invoice", "none"])
    enter(world, subscription, {
      ...phase,
      billing_cycle_anchor: null,
      proration_behavior: proration ?? phase.proration_behavior,
    })
  }
  return after
}

const cancel = (world: World, before: Schedule, params: Params): Schedule => {
  live(before, "cancel")
  const subscription = world.subscriptions.get(before.subscription ?? "")
  if (subscription) {
    endNow(world, subscription, {
      prorate: params.boolean("prorate") ?? true,
      invoiceNow: params.boolean("invoice_now") ?? true,
    })
    return resource(world.schedules, "subscription_schedule", before.id)
  }
  const after: Schedule = { ...before, canceled_at: world.now(), status: "canceled" }
  world.schedules.put(after.id, after)
  emit(world, "subscription_schedule.canceled", after)
  return after
}

export const scheduleEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const named = (id: string) => resource(world.schedules, "subscription schedule", id)
  const shared = [...phaseParams, "end_behavior", "metadata", "metadata[*]"]
  return [
    {
      method: "POST",
      path: "/v1/subscription_schedules",
      allow: [...shared, "from_subscription", "customer", "start_date", "billing_mode[type]"],
      handle: ({ params }) => create(world, params),
    },
    {
      method: "GET",
      path: "/v1/subscription_schedules",
      allow: [...pagingParams, ...createdParams, "customer", "scheduled"],
      handle: ({ params, path }) => {
        const customer = params.string("customer")
        const scheduled = params.boolean("scheduled")
        const within = createdWithin(params)
        const found = world.schedules
          .all()
          .filter(
            (one) =>
              (customer === undefined || one.customer === customer) &&
              (scheduled === undefined || scheduled === (one.status === "not_started")) &&
              within(one),
          )
        return page(path, found, params)
      },
    },
    { method: "GET", path: "/v1/subscription_schedules/:id", allow: [], handle: ({ id }) => named(id) },
    {
      method: "POST",
      path: "/v1/subscription_schedules/:id",
      allow: [...shared, "proration_behavior"],
      handle: ({ id, params }) => update(world, named(id), params),
    },
    {
      method: "POST",
      path: "/v1/subscription_schedules/:id/cancel",
      allow: ["invoice_now", "prorate"],
      handle: ({ id, params }) => cancel(world, named(id), params),
    },
    {
      method: "POST",
      path: "/v1/subscription_schedules/:id/release",
      allow: ["preserve_cancel_date"],
      handle: ({ id }) => release(world, live(named(id), "release")),
    },
  ]
}
