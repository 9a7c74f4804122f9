import { NotificationsApi } from "@tango/contracts/api/NotificationsApi"
import { layerApiMiddleware } from "@tango/service/Server"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Deliveries } from "../Deliveries.ts"
import { Inboxes } from "../Inboxes.ts"
import { InboxFeed } from "../InboxFeed.ts"
import { Preferences } from "../Preferences.ts"
import { layerProvider } from "../providers/Provider.ts"
import { layerSender } from "../reactions/Reactions.ts"
import { Repeats } from "../Repeats.ts"
import { Suppressions } from "../Suppressions.ts"
import { layerHandlers } from "./Handlers.ts"
import { layerPreview } from "./Preview.ts"
import { layerUnsubscribe } from "./Unsubscribe.ts"

const layerServices = Layer.mergeAll(
  Deliveries.layer,
  Inboxes.layer,
  InboxFeed.layer,
  Preferences.layer,
  Repeats.layer,
  Suppressions.layer,
).pipe(Layer.provideMerge(layerSender), Layer.provide(layerProvider))

export const layerRoutes = Layer.mergeAll(
  HttpApiBuilder.layer(NotificationsApi, { openapiPath: "/api/notifications/openapi.json" }).pipe(
    Layer.provide(layerHandlers),
    Layer.provide(layerApiMiddleware),
  ),
  layerUnsubscribe,
  layerPreview,
).pipe(Layer.provide(layerServices))
