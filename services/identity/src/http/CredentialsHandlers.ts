import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Departures } from "../Departures.ts"
import { Passwords } from "../Passwords.ts"
import { LogInAnswers, type Transport } from "./LogInAnswers.ts"
import { SessionCookies } from "./SessionCookies.ts"

export const layerCredentialsHandlers = HttpApiBuilder.group(
  IdentityApi,
  "credentials",
  Effect.fnUntraced(function* (handlers) {
    const passwords = yield* Passwords
    const departures = yield* Departures
    const cookies = yield* SessionCookies
    const answers = yield* LogInAnswers

    /** The secret of the way out stays in a cookie, or with the client that asked for it. */
    const departed = Effect.fnUntraced(function* (
      leaving: { readonly url: string; readonly codeVerifier: string },
      transport: Transport,
    ) {
      if (transport === "body") return leaving
      yield* cookies.set("departure", leaving.codeVerifier)
      return { url: leaving.url }
    })

    return handlers
      .handle("startPasswordReset", ({ payload }) => answers.guarded(passwords.startReset(payload.email)))
      .handle("finishPasswordReset", ({ payload: { password, token, transport } }) =>
        Effect.flatMap(passwords.finishReset(token, password), (step) => answers.step(step, transport)).pipe(
          answers.guarded,
        ),
      )
      .handle("passwordStrength", ({ payload: { email, password } }) =>
        answers.guarded(passwords.strength(password, email)),
      )
      .handle("startOAuth", ({ payload: { organizationId, provider, transport } }) =>
        Effect.flatMap(departures.oauth(provider, organizationId), (leaving) => departed(leaving, transport)).pipe(
          answers.guarded,
        ),
      )
      .handle("findSso", ({ payload }) => answers.guarded(departures.findSso(payload.email)))
      .handle("startSso", ({ payload: { transport, ...way } }) =>
        Effect.flatMap(departures.sso(way), (leaving) => departed(leaving, transport)).pipe(answers.guarded),
      )
  }),
)
