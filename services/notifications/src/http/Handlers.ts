import { NotificationsApi } from "@tango/contracts/api/NotificationsApi"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Deliveries } from "../Deliveries.ts"
import { Preferences } from "../Preferences.ts"
import { Repeats } from "../Repeats.ts"
import { Suppressions } from "../Suppressions.ts"
import { caller } from "./Caller.ts"
import { layerInbox } from "./InboxHandlers.ts"

const layerDeliveries = HttpApiBuilder.group(
  NotificationsApi,
  "deliveries",
  Effect.fnUntraced(function* (handlers) {
    const deliveries = yield* Deliveries
    const repeats = yield* Repeats
    return handlers
      .handle("list", ({ query }) => deliveries.list(query))
      .handle("get", ({ params }) => deliveries.get(params.deliveryId))
      .handle("resend", ({ headers, params }) =>
        Effect.flatMap(caller, (actorId) =>
          repeats.resend({ deliveryId: params.deliveryId, actorId, idempotencyKey: headers["idempotency-key"] }),
        ),
      )
  }),
)

const layerSuppressions = HttpApiBuilder.group(
  NotificationsApi,
  "suppressions",
  Effect.fnUntraced(function* (handlers) {
    const suppressions = yield* Suppressions
    return handlers
      .handle("list", ({ query }) => suppressions.list(query))
      .handle("add", ({ payload }) => Effect.flatMap(caller, (actorId) => suppressions.add(payload.address, actorId)))
      .handle("remove", ({ params }) =>
        Effect.flatMap(caller, (actorId) => suppressions.remove(params.suppressionId, actorId)),
      )
  }),
)

const layerPreferences = HttpApiBuilder.group(
  NotificationsApi,
  "preferences",
  Effect.fnUntraced(function* (handlers) {
    const preferences = yield* Preferences
    return handlers
      .handle("get", () =>
        Effect.flatMap(caller, (memberId) =>
          Effect.all({ preferences: preferences.get(memberId), settings: preferences.settings(memberId) }),
        ),
      )
      .handle("change", ({ payload }) =>
        Effect.flatMap(caller, (memberId) =>
          Effect.map(preferences.change(memberId, payload.changes), (all) => ({ preferences: all })),
        ),
      )
      .handle("setSettings", ({ payload }) =>
        Effect.flatMap(caller, (memberId) => preferences.setSettings(memberId, payload)),
      )
      .handle("getDefaults", () => Effect.map(preferences.defaults, (all) => ({ preferences: all })))
      .handle("changeDefaults", ({ payload }) =>
        Effect.flatMap(caller, (actorId) =>
          Effect.map(preferences.changeDefaults(payload.changes, actorId), (all) => ({ preferences: all })),
        ),
      )
  }),
)

export const layerHandlers = Layer.mergeAll(layerDeliveries, layerSuppressions, layerPreferences, layerInbox)
