import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Logos } from "../Logos.ts"
import { Organizations } from "../Organizations.ts"
import { OrganizationSettings } from "../OrganizationSettings.ts"

export const layerOrganizationHandlers = HttpApiBuilder.group(
  IdentityApi,
  "organization",
  Effect.fnUntraced(function* (handlers) {
    const organizations = yield* Organizations
    const logos = yield* Logos
    return handlers
      .handle("get", () => organizations.get)
      .handle("update", ({ payload }) => organizations.update(payload))
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
    return handlers
      .handle("get", () => settings.get)
      .handle("setJoining", ({ payload }) => settings.setJoining(payload))
      .handle("setLogIn", ({ payload }) => settings.setLogIn(payload))
  }),
)
