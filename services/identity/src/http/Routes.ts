import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import { layerApiMiddleware } from "@tango/service/Server"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { ReadModel } from "../ReadModel.ts"
import { Sessions } from "../Sessions.ts"
import { Stytch } from "../Stytch.ts"
import { layerEnterpriseHandlers } from "./EnterpriseHandlers.ts"
import { SessionCookies } from "./SessionCookies.ts"
import { layerSessionHandlers } from "./SessionHandlers.ts"

export const layerRoutes = HttpApiBuilder.layer(IdentityApi, { openapiPath: "/api/identity/openapi.json" }).pipe(
  Layer.provide([layerSessionHandlers, layerEnterpriseHandlers]),
  Layer.provide([layerApiMiddleware, SessionCookies.layer]),
  Layer.provide(Sessions.layer),
  Layer.provide(ReadModel.layer),
  Layer.provide(Stytch.layer),
)
