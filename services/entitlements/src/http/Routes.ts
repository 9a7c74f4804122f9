import { EntitlementsApi } from "@tango/contracts/api/EntitlementsApi"
import { layerApiMiddleware } from "@tango/service/Server"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { OrganizationPlans } from "../OrganizationPlans.ts"
import { layerHandlers } from "./Handlers.ts"

export const layerRoutes = HttpApiBuilder.layer(EntitlementsApi, {
  openapiPath: "/api/entitlements/openapi.json",
}).pipe(Layer.provide(layerHandlers), Layer.provide(layerApiMiddleware), Layer.provide(OrganizationPlans.layer))
