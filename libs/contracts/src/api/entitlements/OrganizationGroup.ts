import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { AcceptsApiClients, RequiredPermission } from "../../Permissions.ts"
import { Feature, LimitName, Limits, PlanName } from "../../Plans.ts"
import { Authentication } from "../../Principal.ts"
import { Timestamp } from "../../Timestamp.ts"

/** `restricted`: a payment stayed out for longer than the grace, so that Free's values count. */
export const EntitlementState = Schema.Literals(["free", "active", "trial", "grace", "ending", "restricted"])
export type EntitlementState = typeof EntitlementState.Type

/** What the organization may do now, and when time alone will change it next. */
export const Entitlements = Schema.Struct({
  plan: PlanName,
  features: Schema.Array(Feature),
  limits: Limits,
  state: EntitlementState,
  nextChangeAt: Schema.NullOr(Timestamp),
  /** Exceptions that the vendor has made, in force now: their values are in `features` and `limits`. */
  overrides: Schema.Array(
    Schema.Struct({ name: Schema.Union([Feature, LimitName]), expiresAt: Schema.NullOr(Timestamp) }),
  ),
})

/** How much of a limit is used. `resetsAt` is null for what is held, such as seats, and not used up. */
export const Meter = Schema.Struct({
  limitName: LimitName,
  used: Schema.Int,
  limit: Schema.NullOr(Schema.Int),
  state: Schema.Literals(["fine", "near", "reached"]),
  resetsAt: Schema.NullOr(Timestamp),
})

export const Usage = Schema.Struct({
  meters: Schema.Array(Meter),
  /** What is used beyond a metered limit is taken from here, first from what expires first. */
  credits: Schema.Struct({
    balance: Schema.Int,
    lots: Schema.Array(Schema.Struct({ remaining: Schema.Int, expiresAt: Schema.NullOr(Timestamp) })),
  }),
})

export class EntitlementsGroup extends HttpApiGroup.make("entitlements")
  .add(
    HttpApiEndpoint.get("get", "/organization", { success: Entitlements })
      .annotate(RequiredPermission, "entitlements:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.get("usage", "/organization/usage", { success: Usage })
      .annotate(RequiredPermission, "entitlements:read")
      .annotate(AcceptsApiClients, true),
  )
  .middleware(Authentication) {}
