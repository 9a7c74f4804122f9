import { NotificationsApi } from "@tango/contracts/api/NotificationsApi"
import { layerApiMiddleware } from "@tango/service/Server"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Deliveries } from "../Deliveries.ts"
import { layerHandlers } from "./Handlers.ts"

export const layerRoutes = HttpApiBuilder.layer(NotificationsApi, {
  openapiPath: "/api/notifications/openapi.json",
}).pipe(Layer.provide(layerHandlers), Layer.provide(layerApiMiddleware), Layer.provide(Deliveries.layer))
