import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import { makeRequireFeature } from "@tango/service/entitlements/RequireFeature"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { AuditLog } from "../AuditLog.ts"
import { FreshSessions } from "../FreshSessions.ts"
import { ScimConnections } from "../ScimConnections.ts"
import { SsoConnections } from "../SsoConnections.ts"
import { SsoTests } from "../SsoTests.ts"

/** Setting a connection up needs the plan; one that is there works on after a downgrade, since people log in over it. */
const withinPlan = Effect.map(makeRequireFeature, (requireFeature) => requireFeature("sso"))

export const layerSsoHandlers = HttpApiBuilder.group(
  IdentityApi,
  "sso",
  Effect.fnUntraced(function* (handlers) {
    const sso = yield* SsoConnections
    const tests = yield* SsoTests
    const fresh = (yield* FreshSessions).require("organization:write")
    const setUp = Effect.andThen(fresh, yield* withinPlan)
    return handlers
      .handle("list", () => Effect.map(sso.list, (connections) => ({ connections })))
      .handle("createSaml", ({ payload }) => Effect.andThen(setUp, sso.createSaml(payload.displayName)))
      .handle("configureSaml", ({ params, payload }) =>
        Effect.andThen(setUp, sso.configureSaml(params.connectionId, payload.metadataUrl)),
      )
      .handle("createOidc", ({ payload }) => Effect.andThen(setUp, sso.createOidc(payload.displayName)))
      .handle("configureOidc", ({ params, payload }) =>
        Effect.andThen(setUp, sso.configureOidc(params.connectionId, payload)),
      )
      .handle("setGroupRoles", ({ params, payload }) =>
        Effect.andThen(fresh, sso.setGroupRoles(params.connectionId, payload.groupRoles)),
      )
      .handle("remove", ({ params }) => Effect.andThen(fresh, sso.remove(params.connectionId)))
      .handle("startTest", ({ params }) => Effect.map(tests.start(params.connectionId), (url) => ({ url })))
      .handle("finishTest", ({ payload }) => tests.finish(payload.token))
  }),
)

export const layerScimHandlers = HttpApiBuilder.group(
  IdentityApi,
  "scim",
  Effect.fnUntraced(function* (handlers) {
    const scim = yield* ScimConnections
    const log = yield* AuditLog
    const fresh = (yield* FreshSessions).require("organization:write")
    const setUp = Effect.andThen(fresh, yield* withinPlan)
    return handlers
      .handle("get", () => Effect.map(scim.get, (connection) => ({ connection })))
      .handle("create", ({ payload }) => Effect.andThen(setUp, scim.create(payload)))
      .handle("remove", () => Effect.andThen(fresh, scim.remove))
      .handle("startRotation", () => Effect.andThen(fresh, scim.startRotation))
      .handle("completeRotation", () => Effect.andThen(fresh, scim.completeRotation))
      .handle("cancelRotation", () => Effect.andThen(fresh, scim.cancelRotation))
      .handle("groups", () => Effect.map(scim.groups, (groups) => ({ groups })))
      .handle("setGroupRoles", ({ payload }) => Effect.andThen(fresh, scim.setGroupRoles(payload.groupRoles)))
      .handle("log", ({ query }) => log.list({ ...query, actor: "scim" }))
  }),
)
