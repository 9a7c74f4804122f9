import { differences } from "./Differences.ts"
import { emit } from "./Events.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import { reading } from "./Reading.ts"
import type { Call, Endpoint } from "./Router.ts"
import type { Coupon } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

const percentOf = (params: Params): number | null => {
  const text = params.string("percent_off")
  if (text === undefined) return null
  const percent = Number(text)
  if (/^\d+(\.\d{1,4})?$/.test(text) && percent > 0 && percent <= 100) return percent
  throw invalid("percent_off must be greater than 0 and at most 100.", { param: "percent_off" })
}

const amountOf = (params: Params): { amount_off: number | null; currency: string | null } => {
  const amount = params.integer("amount_off")
  if (amount === undefined) return { amount_off: null, currency: null }
  if (amount < 1) throw invalid("Invalid positive integer", { code: "parameter_invalid_integer", param: "amount_off" })
  return { amount_off: amount, currency: params.required("currency").toLowerCase() }
}

const create = (world: World, params: Params): Coupon => {
  const id = params.string("id") ?? newId("", 8).slice(1)
  if (world.coupons.get(id)) throw invalid("Coupon already exists.", { code: "resource_already_exists", param: "id" })
  const percent = percentOf(params)
  const amount = amountOf(params)
  if ((percent === null) === (amount.amount_off === null)) {
    throw invalid("You must pass either percent_off or amount_off, and not both.", { param: "percent_off" })
  }
  const duration = params.oneOf("duration", ["forever", "once", "repeating"]) ?? "once"
  const months = params.integer("duration_in_months")
  if (duration === "repeating" && months === undefined) throw missingParameter("duration_in_months")
  const products = (params.object("applies_to")?.strings("products") ?? []).map(
    (product) => reference(world.products, "product", product, "applies_to[products]").id,
  )
  const coupon: Coupon = {
    id,
    object: "coupon",
    ...amount,
    ...(products.length > 0 ? { applies_to: { products } } : {}),
    created: world.now(),
    duration,
    duration_in_months: months ?? null,
    livemode: false,
    max_redemptions: params.integer("max_redemptions") ?? null,
    metadata: params.metadata(),
    name: params.nullable("name") ?? null,
    percent_off: percent,
    redeem_by: params.integer("redeem_by") ?? null,
    times_redeemed: 0,
    valid: true,
  }
  world.coupons.put(id, coupon)
  emit(world, "coupon.created", coupon)
  return coupon
}

/** A coupon as it counts now. */
const asOfNow = (world: World, coupon: Coupon): Coupon => {
  const usedUp = coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions
  return { ...coupon, valid: !usedUp && (coupon.redeem_by === null || coupon.redeem_by > world.now()) }
}

const update = (world: World, before: Coupon, params: Params): Coupon => {
  const name = params.nullable("name")
  const after: Coupon = {
    ...before,
    name: name === undefined ? before.name : name,
    metadata: params.metadata(before.metadata),
  }
  world.coupons.put(after.id, after)
  emit(world, "coupon.updated", after, differences(before, after))
  return asOfNow(world, after)
}

const remove = (world: World, coupon: Coupon): object => {
  world.coupons.delete(coupon.id)
  emit(world, "coupon.deleted", coupon)
  return { id: coupon.id, object: "coupon", deleted: true }
}

const listed = (world: World, answer: object): object =>
  "data" in answer && Array.isArray(answer.data)
    ? { ...answer, data: answer.data.map((one: Coupon) => asOfNow(world, one)) }
    : answer

export const couponEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const named = (id: string) => resource(world.coupons, "coupon", id)
  const path = "/v1/coupons"
  const [list] = reading(path, "coupon", world.coupons, [])
  return [
    {
      method: "POST",
      path,
      allow: [
        "id",
        "name",
        "percent_off",
        "amount_off",
        "currency",
        "duration",
        "duration_in_months",
        "max_redemptions",
        "redeem_by",
        "applies_to[products][]",
        "metadata",
        "metadata[*]",
      ],
      handle: ({ params }) => create(world, params),
    },
    ...(list ? [{ ...list, handle: (call: Call) => listed(world, list.handle(call)) }] : []),
    { method: "GET", path: `${path}/:id`, allow: [], handle: ({ id }) => asOfNow(world, named(id)) },
    {
      method: "POST",
      path: `${path}/:id`,
      allow: ["name", "metadata", "metadata[*]"],
      handle: ({ id, params }) => update(world, named(id), params),
    },
    { method: "DELETE", path: `${path}/:id`, allow: [], handle: ({ id }) => remove(world, named(id)) },
  ]
}
