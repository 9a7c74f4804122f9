import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import { layerApiMiddleware } from "@tango/service/Server"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Members } from "../Members.ts"
import { ReadModel } from "../ReadModel.ts"
import { Sessions } from "../Sessions.ts"
import { Stytch } from "../Stytch.ts"
import { layerOrganizationHandlers } from "./OrganizationHandlers.ts"
import { SessionCookies } from "./SessionCookies.ts"
import { layerSessionHandlers } from "./SessionHandlers.ts"

export const layerRoutes = HttpApiBuilder.layer(IdentityApi, { openapiPath: "/api/identity/openapi.json" }).pipe(
  Layer.provide([layerSessionHandlers, layerOrganizationHandlers]),
  Layer.provide([layerApiMiddleware, SessionCookies.layer]),
  Layer.provide([Sessions.layer, Members.layer]),
  Layer.provide(ReadModel.layer),
  Layer.provide(Stytch.layer),
)
