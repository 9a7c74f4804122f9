import { EntitlementsApi } from "@tango/contracts/api/EntitlementsApi"
import { layerApiMiddleware } from "@tango/service/Server"
import { layerOperatorAuthentication } from "@tango/tenancy/OperatorAuthentication"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Access } from "../Access.ts"
import { Grants } from "../Grants.ts"
import { Levels } from "../Levels.ts"
import { Operators } from "../Operators.ts"
import { Organizations } from "../Organizations.ts"
import { Usage } from "../Usage.ts"
import { layerHandlers } from "./Handlers.ts"

const layerServices = Layer.mergeAll(Access.layer, Grants.layer, Levels.layer, Operators.layer, Usage.layer).pipe(
  Layer.provideMerge(Organizations.layer),
)

export const layerRoutes = HttpApiBuilder.layer(EntitlementsApi, {
  openapiPath: "/api/entitlements/openapi.json",
}).pipe(
  Layer.provide(layerHandlers),
  Layer.provide(layerApiMiddleware),
  Layer.provide(layerOperatorAuthentication),
  Layer.provide(layerServices),
)
