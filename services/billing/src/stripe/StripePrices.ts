import type { PriceKey } from "@tango/contracts/Plans"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { type StripeClient, StripeRefused } from "./StripeClient.ts"

/** The price that has a lookup key now: it moves when a price is replaced, so it is asked for each time. */
export const priceIdOf = Effect.fnUntraced(function* (
  { call }: Context.Service.Shape<typeof StripeClient>,
  lookupKey: PriceKey | (string & {}),
) {
  const listed = yield* call("prices.list", (stripe) =>
    stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 }),
  )
  const [price] = listed.data
  return price === undefined
    ? yield* new StripeRefused({ operation: "prices.list", code: "catalogue_not_pushed", parameter: lookupKey })
    : price.id
})
