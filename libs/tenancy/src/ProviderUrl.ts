import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** A provider's address without TLS, outside of a developer's machine. */
export class InsecureProviderUrl extends Schema.TaggedError<InsecureProviderUrl>()("InsecureProviderUrl", {
  variable: Schema.String,
  environment: Schema.String,
}) {}

/**
 * Another origin than a provider's own, from a variable that need not be set, or is empty. Plain `http:` is for emulators, so it is refused
 * unless `TANGO_ENV` is "local"; not set, it counts as production.
 */
export const providerUrl = Effect.fnUntraced(function* (variable: string) {
  const environment = yield* Config.String("TANGO_ENV").pipe(Config.withDefault("production"))
  const text = yield* Config.option(Config.String(variable))
  if (Option.isNone(text) || text.value === "") return undefined
  const url = yield* Config.URL(variable)
  if (url.protocol !== "https:" && environment !== "local") {
    return yield* new InsecureProviderUrl({ variable, environment })
  }
  return url
})
