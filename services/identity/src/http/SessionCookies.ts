import { OriginRefused, SessionEnded } from "@tango/contracts/api/IdentityApi"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpEffect from "effect/http/HttpEffect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"

const path = "/api/identity/session"
const names = { session: "tango_session", intermediate: "tango_intermediate", departure: "tango_departure" } as const
type CookieName = keyof typeof names
const lifetimes: Readonly<Record<CookieName, Duration.Input>> = {
  session: "30 days",
  intermediate: "10 minutes",
  departure: "15 minutes",
}

/**
 * The cookies of a browser's log-in: the session's token, that of a log-in in progress, and the secret of one that went to another
 * provider. Only the session endpoints get them, scripts never see them, and a request that another
 * origin has started is refused before they are read.
 */
export class SessionCookies extends Context.Service<
  SessionCookies,
  {
    readonly checkOrigin: Effect.Effect<void, OriginRefused, HttpServerRequest.HttpServerRequest>
    /** What a cookie holds, if anything. */
    peek(cookie: CookieName): Effect.Effect<string | undefined, never, HttpServerRequest.HttpServerRequest>
    /** The token in the body, or else in the cookie. */
    read(
      cookie: CookieName,
      inBody: string | undefined,
    ): Effect.Effect<string, SessionEnded, HttpServerRequest.HttpServerRequest>
    set(cookie: CookieName, token: string): Effect.Effect<void, never, HttpServerRequest.HttpServerRequest>
    clear(cookie: CookieName): Effect.Effect<void, never, HttpServerRequest.HttpServerRequest>
  }
>()("@tango/identity/http/SessionCookies") {
  static readonly layer = Layer.effect(
    SessionCookies,
    Effect.gen(function* () {
      const publicUrl = yield* Config.URL("PUBLIC_URL")
      // Browsers count http://localhost as secure.
      const secure = publicUrl.protocol === "https:" || publicUrl.hostname === "localhost"
      const options = { httpOnly: true, secure, sameSite: "lax" as const, path }

      const checkOrigin = Effect.gen(function* () {
        const { headers } = yield* HttpServerRequest.HttpServerRequest
        const foreign = headers["origin"] !== undefined && headers["origin"] !== publicUrl.origin
        if (foreign || headers["sec-fetch-site"] === "cross-site") return yield* new OriginRefused({})
      })

      const peek = Effect.fnUntraced(function* (cookie: CookieName) {
        const { cookies } = yield* HttpServerRequest.HttpServerRequest
        return cookies[names[cookie]] || undefined
      })

      const read = Effect.fnUntraced(function* (cookie: CookieName, inBody: string | undefined) {
        return inBody ?? (yield* peek(cookie)) ?? (yield* new SessionEnded({}))
      })

      const write = (cookie: CookieName, token: string, maxAge: Duration.Input) =>
        HttpEffect.appendPreResponseHandler((_request, response) =>
          Effect.orDie(HttpServerResponse.setCookie(response, names[cookie], token, { ...options, maxAge })),
        )

      return SessionCookies.of({
        checkOrigin,
        peek,
        read,
        set: (cookie, token) => write(cookie, token, lifetimes[cookie]),
        clear: (cookie) => write(cookie, "", 0),
      })
    }),
  )
}
