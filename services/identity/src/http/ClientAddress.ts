import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as HttpServerRequest from "effect/http/HttpServerRequest"

const proxies = Config.Int("TRUSTED_PROXIES").pipe(Config.withDefault(1))

/**
 * Where the current request came from, if there is one. Each of our own proxies (`TRUSTED_PROXIES`, 1 unless told) adds an address
 * at the end of `X-Forwarded-For`; what stands before those was written by the caller.
 */
export const clientAddress: Effect.Effect<string | undefined> = Effect.gen(function* () {
  const request = yield* Effect.serviceOption(HttpServerRequest.HttpServerRequest)
  if (Option.isNone(request)) return undefined
  const forwarded = (request.value.headers["x-forwarded-for"] ?? "").split(",").map((address) => address.trim())
  const address = forwarded.at(-(yield* Effect.orDie(proxies))) ?? ""
  return address === "" ? Option.getOrUndefined(request.value.remoteAddress) : address.slice(0, 64)
})

/** What the current request's program calls itself; empty without. */
export const clientUserAgent: Effect.Effect<string> = Effect.map(
  Effect.serviceOption(HttpServerRequest.HttpServerRequest),
  (request) => (Option.isSome(request) ? (request.value.headers["user-agent"] ?? "").slice(0, 512) : ""),
)
