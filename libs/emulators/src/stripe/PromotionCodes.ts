import { differences } from "./Differences.ts"
import { redeemable } from "./DiscountParams.ts"
import { emit } from "./Events.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import type { PromotionCode } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

/** The code that a customer types, in any case, when it is active. */
export const findCode = (world: World, typed: string): PromotionCode | undefined =>
  world.promotionCodes.all().find((one) => one.active && one.code.toLowerCase() === typed.trim().toLowerCase())

const restrictionsOf = (params: Params): PromotionCode["restrictions"] => {
  const given = params.object("restrictions")
  return {
    first_time_transaction: given?.boolean("first_time_transaction") ?? false,
    minimum_amount: given?.integer("minimum_amount") ?? null,
    minimum_amount_currency: given?.string("minimum_amount_currency") ?? null,
  }
}

const create = (world: World, params: Params): PromotionCode => {
  const promotion = params.object("promotion")
  if (!promotion) throw missingParameter("promotion")
  promotion.oneOf("type", ["coupon"])
  const couponId = promotion.required("coupon")
  const coupon = redeemable(
    world,
    reference(world.coupons, "coupon", couponId, "promotion[coupon]"),
    "promotion[coupon]",
  )
  const customer = params.string("customer")
  const code = params.string("code") ?? newId("", 8).slice(1).toUpperCase()
  if (!/^[A-Za-z0-9]{1,500}$/.test(code))
    throw invalid("Promotion codes can only contain letters and digits.", { param: "code" })
  if (findCode(world, code))
    throw invalid(`An active promotion code with \`code: ${code}\` already exists.`, {
      code: "resource_already_exists",
    })
  const made: PromotionCode = {
    id: newId("promo"),
    object: "promotion_code",
    active: params.boolean("active") ?? true,
    code,
    created: world.now(),
    customer: customer === undefined ? null : reference(world.customers, "customer", customer, "customer").id,
    customer_account: null,
    expires_at: params.integer("expires_at") ?? null,
    livemode: false,
    max_redemptions: params.integer("max_redemptions") ?? null,
    metadata: params.metadata(),
    promotion: { coupon: coupon.id, type: "coupon" },
    restrictions: restrictionsOf(params),
    times_redeemed: 0,
  }
  world.promotionCodes.put(made.id, made)
  emit(world, "promotion_code.created", made)
  return made
}

const update = (world: World, before: PromotionCode, params: Params): PromotionCode => {
  const after: PromotionCode = {
    ...before,
    active: params.boolean("active") ?? before.active,
    metadata: params.metadata(before.metadata),
  }
  world.promotionCodes.put(after.id, after)
  emit(world, "promotion_code.updated", after, differences(before, after))
  return after
}

export const promotionCodeEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const path = "/v1/promotion_codes"
  const named = (id: string) => resource(world.promotionCodes, "promotion code", id)
  return [
    {
      method: "POST",
      path,
      allow: [
        "promotion[type]",
        "promotion[coupon]",
        "code",
        "active",
        "customer",
        "expires_at",
        "max_redemptions",
        "metadata",
        "metadata[*]",
        "restrictions[first_time_transaction]",
        "restrictions[minimum_amount]",
        "restrictions[minimum_amount_currency]",
      ],
      handle: ({ params }) => create(world, params),
    },
    {
      method: "GET",
      path,
      allow: [...pagingParams, ...createdParams, "active", "code", "coupon", "customer"],
      handle: ({ params, path: url }) => {
        const active = params.boolean("active")
        const code = params.string("code")?.toLowerCase()
        const coupon = params.string("coupon")
        const customer = params.string("customer")
        const within = createdWithin(params)
        const found = world.promotionCodes
          .all()
          .filter(
            (one) =>
              (active === undefined || one.active === active) &&
              (code === undefined || one.code.toLowerCase() === code) &&
              (coupon === undefined || one.promotion.coupon === coupon) &&
              (customer === undefined || one.customer === customer) &&
              within(one),
          )
        return page(url, found, params)
      },
    },
    { method: "GET", path: `${path}/:id`, allow: [], handle: ({ id }) => named(id) },
    {
      method: "POST",
      path: `${path}/:id`,
      allow: ["active", "metadata", "metadata[*]"],
      handle: ({ id, params }) => update(world, named(id), params),
    },
  ]
}
