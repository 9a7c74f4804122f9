import { BillingApi } from "@tango/contracts/api/BillingApi"
import { layerApiMiddleware } from "@tango/service/Server"
import { layerOperatorAuthentication } from "@tango/tenancy/OperatorAuthentication"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { layerBilling } from "../Billing.ts"
import { layerHandlers } from "./Handlers.ts"

export const layerRoutes = HttpApiBuilder.layer(BillingApi, { openapiPath: "/api/billing/openapi.json" }).pipe(
  Layer.provide(layerHandlers),
  Layer.provide(Layer.merge(layerApiMiddleware, layerOperatorAuthentication)),
  Layer.provide(layerBilling),
)
