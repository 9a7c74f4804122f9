import { invalid } from "./Errors.ts"
import type { Params } from "./Params.ts"
import type { Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

/** What a subscription takes when it is made and later. */
export const settingsParams = [
  "metadata",
  "metadata[*]",
  "description",
  "default_payment_method",
  "collection_method",
  "days_until_due",
  "off_session",
  "payment_settings[payment_method_types][]",
  "payment_settings[save_default_payment_method]",
  "trial_settings[end_behavior][missing_payment_method]",
  "automatic_tax[enabled]",
]

/** A time that has to be in the future, in seconds. */
export const futureTime = (world: World, at: number, param: string): number => {
  if (at > world.now()) return at
  throw invalid("Invalid timestamp: must be in the future.", { param })
}

const trialEnds = ["cancel", "create_invoice", "pause"] as const

export const missingMethodOf = (params: Params | undefined): (typeof trialEnds)[number] | undefined =>
  params?.object("trial_settings")?.object("end_behavior")?.oneOf("missing_payment_method", trialEnds)

export const trialSettings = (
  params: Params,
  before: Subscription["trial_settings"],
): Pick<Subscription, "trial_settings"> => {
  const missing = missingMethodOf(params)
  return {
    trial_settings:
      missing === undefined
        ? before
        : { end_behavior: { billing_cycle_anchor: null, missing_payment_method: missing } },
  }
}

export const paymentSettings = (params: Params): Pick<Subscription, "payment_settings"> => {
  const given = params.object("payment_settings")
  const types = given?.strings("payment_method_types") ?? []
  return {
    payment_settings: {
      payment_method_options: null,
      payment_method_types: types.length > 0 ? ["card"] : null,
      save_default_payment_method: given?.oneOf("save_default_payment_method", ["off", "on_subscription"]) ?? "off",
    },
  }
}

export const pausedCollection = (world: World, params: Params): Partial<Pick<Subscription, "pause_collection">> => {
  if (!params.has("pause_collection")) return {}
  const pause = params.object("pause_collection")
  if (!pause) return { pause_collection: null }
  const behavior = pause.oneOf("behavior", ["keep_as_draft", "mark_uncollectible", "void"]) ?? "keep_as_draft"
  const resumes = pause.integer("resumes_at")
  if (resumes !== undefined) futureTime(world, resumes, pause.nameOf("resumes_at"))
  return { pause_collection: { behavior, resumes_at: resumes ?? null } }
}
