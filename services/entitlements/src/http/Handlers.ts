import { EntitlementsApi } from "@tango/contracts/api/EntitlementsApi"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { OrganizationPlans } from "../OrganizationPlans.ts"

export const layerHandlers = HttpApiBuilder.group(
  EntitlementsApi,
  "entitlements",
  Effect.fnUntraced(function* (handlers) {
    const plans = yield* OrganizationPlans
    return handlers.handle("get", () => plans.current)
  }),
)
