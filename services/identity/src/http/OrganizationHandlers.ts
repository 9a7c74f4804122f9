import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { FreshSessions } from "../FreshSessions.ts"
import { Logos } from "../Logos.ts"
import { Organizations } from "../Organizations.ts"
import { OrganizationSettings } from "../OrganizationSettings.ts"

export const layerOrganizationHandlers = HttpApiBuilder.group(
  IdentityApi,
  "organization",
  Effect.fnUntraced(function* (handlers) {
    const organizations = yield* Organizations
    const logos = yield* Logos
    const fresh = (yield* FreshSessions).require("organization:write")
    return handlers
      .handle("get", () => organizations.get)
      .handle("update", ({ payload }) => Effect.andThen(fresh, organizations.update(payload)))
      .handle("startLogoUpload", ({ payload }) => logos.startUpload(payload.contentType, payload.size))
      .handle("setLogo", ({ payload }) => organizations.setLogo(payload.uploadId))
      .handle("removeLogo", () => organizations.removeLogo)
  }),
)

export const layerSettingsHandlers = HttpApiBuilder.group(
  IdentityApi,
  "settings",
  Effect.fnUntraced(function* (handlers) {
    const settings = yield* OrganizationSettings
    const fresh = (yield* FreshSessions).require("organization:write")
    return handlers
      .handle("get", () => settings.get)
      .handle("setJoining", ({ payload }) => Effect.andThen(fresh, settings.setJoining(payload)))
      .handle("setLogIn", ({ payload }) => Effect.andThen(fresh, settings.setLogIn(payload)))
  }),
)
