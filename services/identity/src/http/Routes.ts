import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import { layerApiMiddleware } from "@tango/service/Server"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { layerLogIn } from "../LogInLayers.ts"
import { ReadModel } from "../ReadModel.ts"
import { Stytch } from "../Stytch.ts"
import { layerAccountHandlers, layerEmailChangeHandlers } from "./AccountHandlers.ts"
import { layerCredentialsHandlers } from "./CredentialsHandlers.ts"
import { LogInAnswers } from "./LogInAnswers.ts"
import { layerSecondFactorHandlers } from "./SecondFactorHandlers.ts"
import { layerEnterpriseHandlers } from "./EnterpriseHandlers.ts"
import { SessionCookies } from "./SessionCookies.ts"
import { layerSessionHandlers } from "./SessionHandlers.ts"

const layerLogInHandlers = Layer.mergeAll(
  layerSessionHandlers,
  layerCredentialsHandlers,
  layerSecondFactorHandlers,
  layerAccountHandlers,
  layerEmailChangeHandlers,
)

export const layerRoutes = HttpApiBuilder.layer(IdentityApi, { openapiPath: "/api/identity/openapi.json" }).pipe(
  Layer.provide([layerLogInHandlers, layerEnterpriseHandlers]),
  Layer.provide([layerApiMiddleware, SessionCookies.layer, LogInAnswers.layer]),
  Layer.provide(layerLogIn),
  Layer.provide(ReadModel.layer),
  Layer.provide(Stytch.layer),
)
