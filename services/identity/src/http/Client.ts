import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type { Client } from "../CurrentClient.ts"

/**
 * Each proxy adds the address it was called from: the client's is as many from the right as there are proxies of ours before us
 * (`TRUSTED_PROXIES`); what is left of it anybody may have written.
 */
export const makeClientOf = Effect.gen(function* () {
  const proxies = yield* Config.Int("TRUSTED_PROXIES").pipe(Config.withDefault(1))
  return (request: HttpServerRequest.HttpServerRequest): Client => {
    const forwarded = (request.headers["x-forwarded-for"] ?? "").split(",").map((address) => address.trim())
    return {
      address: forwarded.at(-proxies) || Option.getOrElse(request.remoteAddress, () => ""),
      userAgent: request.headers["user-agent"] ?? "",
    }
  }
})
