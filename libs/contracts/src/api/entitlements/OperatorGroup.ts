import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { OrganizationId } from "../../Ids.ts"
import { OperatorAuthentication } from "../../Operator.ts"
import { Feature, LimitName } from "../../Plans.ts"
import { NotFound } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"
import { Entitlements } from "./OrganizationGroup.ts"

const reason = Schema.Trim.check(Schema.isMinLength(1), Schema.isMaxLength(500))
const expiresAt = Schema.NullOr(Timestamp)

/** One value that is not the plan's: a feature on or off, a limit as a number or, with null, without limit. */
const OverrideValue = Schema.Union([
  Schema.Struct({ name: Feature, value: Schema.Boolean }),
  Schema.Struct({
    name: LimitName,
    value: Schema.NullOr(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  }),
])

export const Override = Schema.Struct({
  overrideId: Schema.String,
  name: Schema.Union([Feature, LimitName]),
  value: Schema.NullOr(Schema.Union([Schema.Boolean, Schema.Int])),
  reason: Schema.String,
  /** The operator who made it. */
  author: Schema.String,
  createdAt: Timestamp,
  expiresAt,
})

export const CreditLot = Schema.Struct({
  lotId: Schema.String,
  amount: Schema.Int,
  remaining: Schema.Int,
  reason: Schema.String,
  author: Schema.String,
  createdAt: Timestamp,
  expiresAt,
})

const params = { organizationId: OrganizationId }

/** For the vendor's staff: exceptions from the plan, and credits. */
export class OperatorGroup extends HttpApiGroup.make("operator")
  .add(
    HttpApiEndpoint.get("entitlements", "/entitlements", {
      params,
      /** What counts at an instant, which is now unless told. */
      query: { at: Schema.optionalKey(Timestamp) },
      success: Entitlements,
      error: NotFound,
    }),
    HttpApiEndpoint.get("overrides", "/overrides", {
      params,
      success: Schema.Struct({ items: Schema.Array(Override) }),
      error: NotFound,
    }),
    HttpApiEndpoint.post("override", "/overrides", {
      params,
      payload: Schema.Struct({ override: OverrideValue, reason, expiresAt }),
      success: Override.pipe(HttpApiSchema.status("Created")),
      error: NotFound,
    }),
    HttpApiEndpoint.delete("endOverride", "/overrides/:overrideId", {
      params: { ...params, overrideId: Schema.String.check(Schema.isUUID()) },
      success: HttpApiSchema.NoContent,
      error: NotFound,
    }),
    HttpApiEndpoint.post("grantCredits", "/credits", {
      params,
      payload: Schema.Struct({
        amount: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000_000 })),
        reason,
        expiresAt,
      }),
      success: CreditLot.pipe(HttpApiSchema.status("Created")),
      error: NotFound,
    }),
  )
  .prefix("/operator/organizations/:organizationId")
  .middleware(OperatorAuthentication) {}
