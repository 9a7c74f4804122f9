import { changeSubscription } from "./Changing.ts"
import { differences } from "./Differences.ts"
import { emit } from "./Events.ts"
import { newItem } from "./NewSubscription.ts"
import { startSubscription } from "./Starting.ts"
import { cancelNow, nothingRequested } from "./SubscriptionCancel.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import type { Schedule, SchedulePhase, Subscription, SubscriptionItem } from "./Wire.ts"
import { resource, type World } from "./World.ts"

export const saveSchedule = (world: World, before: Schedule, after: Schedule): Schedule => {
  world.schedules.put(after.id, after)
  const previous = differences(before, after)
  if (Object.keys(previous).length > 0) emit(world, "subscription_schedule.updated", after, previous)
  return after
}

/** The phase that a time in seconds falls in. */
export const phaseAt = (schedule: Pick<Schedule, "phases">, at: number): SchedulePhase | undefined =>
  schedule.phases.find((phase) => phase.start_date <= at && at < phase.end_date)

/** Brings a subscription into the phase that begins now, or lets it go after the last. */
export const advancePhases = (world: World, subscription: Subscription): void => {
  const schedule = world.schedules.get(subscription.schedule ?? "")
  if (!schedule || !schedule.current_phase || schedule.current_phase.end_date > world.now()) return
  const phase = phaseAt(schedule, world.now())
  if (!phase) return finish(world, schedule, subscription)
  enter(world, subscription, phase)
  saveSchedule(world, schedule, {
    ...schedule,
    current_phase: { start_date: phase.start_date, end_date: phase.end_date },
  })
}

const itemsOf = (world: World, subscription: Subscription, phase: SchedulePhase): ReadonlyArray<SubscriptionItem> =>
  phase.items.map((wanted) => {
    const known = subscription.items.data.find((item) => item.price.id === wanted.price)
    const price = resource(world.prices, "price", wanted.price)
    return known
      ? { ...known, quantity: wanted.quantity ?? known.quantity ?? 1, metadata: wanted.metadata ?? known.metadata }
      : newItem(world, subscription.id, { price, quantity: wanted.quantity ?? 1, metadata: wanted.metadata ?? {} })
  })

const prorations = ["create_prorations", "always_invoice", "none"] as const

/** Makes the subscription what a phase says. */
export const enter = (world: World, subscription: Subscription, phase: SchedulePhase): Subscription =>
  changeSubscription(world, subscription, {
    items: itemsOf(world, subscription, phase),
    anchorNow: phase.billing_cycle_anchor === "phase_start",
    trialEnd: phase.trial_end !== null && phase.trial_end > world.now() ? phase.trial_end : undefined,
    fields: {
      ...(phase.metadata ? { metadata: { ...subscription.metadata, ...phase.metadata } } : {}),
      ...(phase.description === null ? {} : { description: phase.description }),
      ...(phase.default_payment_method === null ? {} : { default_payment_method: phase.default_payment_method }),
    },
    proration: prorations.find((one) => one === phase.proration_behavior) ?? "create_prorations",
    payment: "allow_incomplete",
  })

const finish = (world: World, schedule: Schedule, subscription: Subscription): void => {
  if (schedule.end_behavior !== "cancel") {
    release(world, schedule)
    return
  }
  const ended: Schedule = { ...schedule, completed_at: world.now(), current_phase: null, status: "completed" }
  world.schedules.put(schedule.id, ended)
  emit(world, "subscription_schedule.completed", ended)
  cancelNow(world, { ...subscription, schedule: null }, { ...nothingRequested, reason: "cancellation_requested" })
}

/** Lets go of the subscription, which stays as it is. */
export const release = (world: World, schedule: Schedule): Schedule => {
  const released: Schedule = {
    ...schedule,
    current_phase: null,
    released_at: world.now(),
    released_subscription: schedule.subscription,
    status: "released",
    subscription: null,
  }
  world.schedules.put(schedule.id, released)
  emit(world, "subscription_schedule.released", released)
  const subscription = world.subscriptions.get(schedule.subscription ?? "")
  if (subscription) saveSubscription(world, subscription, { ...subscription, schedule: null })
  return released
}

/** Makes the subscription of a schedule whose time has come. */
export const begin = (world: World, schedule: Schedule): Schedule => {
  const phase = schedule.phases[0]
  if (!phase) return schedule
  const customer = resource(world.customers, "customer", schedule.customer)
  const own = world.paymentMethods.get(
    phase.default_payment_method ?? customer.invoice_settings.default_payment_method ?? "",
  )
  const { subscription } = startSubscription(world, {
    customer,
    items: phase.items.map((item) => ({
      price: resource(world.prices, "price", item.price),
      quantity: item.quantity ?? 1,
      metadata: item.metadata ?? {},
    })),
    fields: {
      billing_mode: schedule.billing_mode,
      metadata: phase.metadata ?? {},
      schedule: schedule.id,
      default_payment_method: phase.default_payment_method,
    },
    trialEnd: phase.trial_end,
    anchor: null,
    prorates: true,
    method: own ?? null,
    pays: own !== undefined,
    discounts: () => [],
  })
  return saveSchedule(world, schedule, {
    ...schedule,
    current_phase: { start_date: phase.start_date, end_date: phase.end_date },
    status: "active",
    subscription: subscription.id,
  })
}
