import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { AcceptsApiClients, RequiredPermission } from "../../Permissions.ts"
import { MeteredFeature, PlanName } from "../../Plans.ts"
import { Authentication } from "../../Principal.ts"
import { IdempotencyKeyReused, NotFound, Problem } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"

/** Nothing was used: neither the month's limit nor the pool of credits has room for all of it. */
export class UsageLimitReached extends Problem<UsageLimitReached>()(
  "UsageLimitReached",
  { code: "usage_limit_reached", status: 403, title: "The limit of this period is reached." },
  {
    feature: MeteredFeature,
    plan: PlanName,
    limit: Schema.Int,
    used: Schema.Int,
    credits: Schema.Int,
    resetsAt: Timestamp,
  },
) {}

/** What has been admitted under a key. */
export const Consumption = Schema.Struct({
  key: Schema.String,
  feature: MeteredFeature,
  amount: Schema.Int,
  /** The part of the amount that was beyond the limit and was paid from the pool, in units of the feature. */
  fromCredits: Schema.Int,
  /** Used in this period, after this. */
  used: Schema.Int,
  limit: Schema.NullOr(Schema.Int),
  /** The soft limit that is passed, in percent. */
  warning: Schema.NullOr(Schema.Literals([80, 100])),
  released: Schema.Boolean,
})

const key = Schema.String.check(Schema.isPattern(/^[\x20-\x7e]{1,200}$/u))
const params = { feature: MeteredFeature }

export class UsageGroup extends HttpApiGroup.make("usage")
  .add(
    HttpApiEndpoint.post("consume", "/usage/:feature/consume", {
      params,
      payload: Schema.Struct({
        amount: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000_000 })),
        key,
      }),
      success: Consumption,
      error: [UsageLimitReached, IdempotencyKeyReused],
    })
      .annotate(RequiredPermission, "usage:write")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.post("release", "/usage/:feature/release", {
      params,
      payload: Schema.Struct({ key }),
      success: Consumption,
      error: NotFound,
    })
      .annotate(RequiredPermission, "usage:write")
      .annotate(AcceptsApiClients, true),
  )
  .middleware(Authentication) {}
