import { NotificationsApi } from "@tango/contracts/api/NotificationsApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Deliveries } from "../Deliveries.ts"

export const layerHandlers = HttpApiBuilder.group(
  NotificationsApi,
  "deliveries",
  Effect.fnUntraced(function* (handlers) {
    const deliveries = yield* Deliveries
    return handlers.handle("list", ({ query }) => deliveries.list(query))
  }),
)
