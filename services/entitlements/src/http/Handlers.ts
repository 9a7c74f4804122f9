import { EntitlementsApi } from "@tango/contracts/api/EntitlementsApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { OrganizationPlans } from "../OrganizationPlans.ts"

export const layerHandlers = HttpApiBuilder.group(
  EntitlementsApi,
  "entitlements",
  Effect.fnUntraced(function* (handlers) {
    const plans = yield* OrganizationPlans
    return handlers.handle("get", () => plans.current)
  }),
)
