import * as Schema from "effect/Schema"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as OpenApi from "effect/http-api/OpenApi"
import { AcceptsApiClients, RequiredPermission } from "../Permissions.ts"
import { Feature, Limits, PlanName } from "../Plans.ts"
import { Authentication } from "../Principal.ts"
import { RequestValidation } from "../Problem.ts"

/** What the organization may do now. */
export const Entitlements = Schema.Struct({ plan: PlanName, features: Schema.Array(Feature), limits: Limits })

export class EntitlementsGroup extends HttpApiGroup.make("entitlements")
  .add(
    HttpApiEndpoint.get("get", "/organization", { success: Entitlements })
      .annotate(RequiredPermission, "entitlements:read")
      .annotate(AcceptsApiClients, true),
  )
  .middleware(Authentication) {}

export class EntitlementsApi extends HttpApi.make("entitlements")
  .add(EntitlementsGroup)
  .middleware(RequestValidation)
  .prefix("/api/entitlements")
  .annotateMerge(
    OpenApi.annotations({ title: "Tango Entitlements", version: "1.0.0", description: "What an organization may do." }),
  ) {}
