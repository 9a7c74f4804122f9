import * as HttpApi from "effect/http-api/HttpApi"
import * as OpenApi from "effect/http-api/OpenApi"
import { RequestValidation } from "../Problem.ts"
import { AccessGroup } from "./entitlements/AccessGroup.ts"
import { GrantsGroup } from "./entitlements/GrantsGroup.ts"
import { OperatorGroup } from "./entitlements/OperatorGroup.ts"
import { EntitlementsGroup } from "./entitlements/OrganizationGroup.ts"
import { UsageGroup } from "./entitlements/UsageGroup.ts"

export class EntitlementsApi extends HttpApi.make("entitlements")
  .add(EntitlementsGroup)
  .add(UsageGroup)
  .add(AccessGroup)
  .add(GrantsGroup)
  .add(OperatorGroup)
  .middleware(RequestValidation)
  .prefix("/api/entitlements")
  .annotateMerge(
    OpenApi.annotations({ title: "Tango Entitlements", version: "1.0.0", description: "What an organization may do." }),
  ) {}
