import { BillingApi } from "@tango/contracts/api/BillingApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Checkouts } from "../Checkouts.ts"
import { Subscriptions } from "../Subscriptions.ts"

export const layerHandlers = HttpApiBuilder.group(
  BillingApi,
  "subscription",
  Effect.fnUntraced(function* (handlers) {
    const checkouts = yield* Checkouts
    const subscriptions = yield* Subscriptions
    return handlers
      .handle("get", () => subscriptions.get)
      .handle("checkout", ({ headers, payload }) =>
        checkouts.open({ ...payload, idempotencyKey: headers["idempotency-key"] }),
      )
      .handle("syncCheckout", ({ params }) => checkouts.sync(params.checkoutSessionId))
  }),
)
