import { providerUrl } from "@tango/tenancy/ProviderUrl"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Where browsers and organizations' own programs reach Stytch, which may be by another name than this process uses. */
export class StytchAddresses extends Context.Service<
  StytchAddresses,
  {
    /** OAuth's token endpoint, for API clients. */
    readonly tokenUrl: string
    /** Where a browser starts a log-in over a connection, which comes back to a page of ours. */
    ssoStart(connectionId: string, returnTo: string): string
  }
>()("@tango/identity/StytchAddresses") {
  static readonly layer = Layer.effect(
    StytchAddresses,
    Effect.gen(function* () {
      const projectId = yield* Config.String("STYTCH_PROJECT_ID")
      const publicToken = yield* Config.String("STYTCH_PUBLIC_TOKEN").pipe(Config.withDefault(""))
      const elsewhere = (yield* providerUrl("STYTCH_BROWSER_URL")) ?? (yield* providerUrl("STYTCH_BASE_URL"))
      const ownOrigin = projectId.startsWith("project-live-") ? "https://api.stytch.com" : "https://test.stytch.com"
      const base = elsewhere ?? new URL(ownOrigin)
      return StytchAddresses.of({
        tokenUrl: new URL(`/v1/public/${projectId}/oauth2/token`, base).href,
        ssoStart: (connectionId, returnTo) => {
          const url = new URL("/v1/public/sso/start", base)
          url.searchParams.set("connection_id", connectionId)
          url.searchParams.set("public_token", publicToken)
          url.searchParams.set("login_redirect_url", returnTo)
          url.searchParams.set("signup_redirect_url", returnTo)
          return url.href
        },
      })
    }),
  )
}
