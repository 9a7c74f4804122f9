import { EntitlementsApi } from "@tango/contracts/api/EntitlementsApi"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Access } from "../Access.ts"
import { Grants } from "../Grants.ts"
import { Levels } from "../Levels.ts"
import { Organizations } from "../Organizations.ts"
import { Usage } from "../Usage.ts"
import { layerOperator } from "./OperatorHandlers.ts"

const layerEntitlements = HttpApiBuilder.group(
  EntitlementsApi,
  "entitlements",
  Effect.fnUntraced(function* (handlers) {
    const organizations = yield* Organizations
    const levels = yield* Levels
    return handlers.handle("get", () => organizations.current).handle("usage", () => levels.usage)
  }),
)

const layerUsage = HttpApiBuilder.group(
  EntitlementsApi,
  "usage",
  Effect.fnUntraced(function* (handlers) {
    const usage = yield* Usage
    return handlers
      .handle("consume", ({ params, payload }) =>
        usage.consume({ feature: params.feature, key: payload.key }, payload.amount),
      )
      .handle("release", ({ params, payload }) => usage.release({ feature: params.feature, key: payload.key }))
  }),
)

const layerAccess = HttpApiBuilder.group(
  EntitlementsApi,
  "access",
  Effect.fnUntraced(function* (handlers) {
    const access = yield* Access
    return handlers
      .handle("check", ({ payload }) =>
        Effect.flatMap(access.check([payload]), ([answer]) =>
          answer === undefined ? Effect.die("a question has no answer") : Effect.succeed(answer),
        ),
      )
      .handle("checkMany", ({ payload }) => Effect.map(access.check(payload.questions), (answers) => ({ answers })))
      .handle("explain", ({ payload }) => access.explain(payload.resource, payload.memberId))
      .handle("list", ({ query }) => access.list(query))
      .handle("grants", ({ params }) => access.grants(params))
  }),
)

const layerGrants = HttpApiBuilder.group(
  EntitlementsApi,
  "grants",
  Effect.fnUntraced(function* (handlers) {
    const grants = yield* Grants
    return handlers
      .handle("declare", ({ params: { id, type }, payload: { parent } }) =>
        Effect.as(grants.declare({ type, id }, parent), { resource: { type, id }, parent }),
      )
      .handle("remove", ({ params: { id, type } }) => grants.remove({ type, id }))
      .handle("share", ({ params: { grantee, id, type }, payload }) =>
        grants.share({ type, id }, grantee, payload.relation),
      )
      .handle("revoke", ({ params: { grantee, id, type } }) => grants.revoke({ type, id }, grantee))
      .handle("transfer", ({ params: { id, type }, payload }) => grants.transfer({ type, id }, payload.memberId))
  }),
)

export const layerHandlers = Layer.mergeAll(layerEntitlements, layerUsage, layerAccess, layerGrants, layerOperator)
