import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Departures } from "../Departures.ts"
import { Entrances } from "../Entrances.ts"
import { LogIns } from "../LogIns.ts"
import { Sessions } from "../Sessions.ts"
import { Stytch } from "../Stytch.ts"
import { LogInAnswers } from "./LogInAnswers.ts"
import { SessionCookies } from "./SessionCookies.ts"

export const layerSessionHandlers = HttpApiBuilder.group(
  IdentityApi,
  "session",
  Effect.fnUntraced(function* (handlers) {
    const logIns = yield* LogIns
    const entrances = yield* Entrances
    const sessions = yield* Sessions
    const departures = yield* Departures
    const stytch = yield* Stytch
    const cookies = yield* SessionCookies
    const answers = yield* LogInAnswers

    return handlers
      .handle("options", () =>
        Effect.map(stytch.available, (available) => ({ available, providers: departures.providers })),
      )
      .handle("sendMagicLink", ({ payload }) => answers.guarded(logIns.sendMagicLink(payload.email)))
      .handle("authenticate", ({ payload: { codeVerifier: inBody, token, tokenType, transport } }) =>
        Effect.gen(function* () {
          const codeVerifier = inBody ?? (yield* cookies.peek("departure"))
          const step = yield* logIns.authenticate({ tokenType, token, codeVerifier })
          if (codeVerifier !== undefined && inBody === undefined) yield* cookies.clear("departure")
          return yield* answers.step(step, transport)
        }).pipe(answers.orUnfinished(transport), answers.guarded),
      )
      .handle("password", ({ payload }) =>
        Effect.flatMap(logIns.password(payload), (step) => answers.step(step, payload.transport)).pipe(answers.guarded),
      )
      .handle("createOrganization", ({ payload }) =>
        Effect.gen(function* () {
          const token = yield* cookies.read("intermediate", payload.intermediateSessionToken)
          return yield* answers.entered(yield* entrances.createOrganization(payload.name, token), payload.transport)
        }).pipe(answers.orUnfinished(payload.transport), answers.guarded),
      )
      .handle("exchange", ({ payload }) =>
        Effect.gen(function* () {
          const proof = yield* answers.proof(payload)
          return yield* answers.entered(yield* entrances.exchange(payload.organizationId, proof), payload.transport)
        }).pipe(answers.orUnfinished(payload.transport), answers.guarded),
      )
      .handle("memberships", ({ payload }) =>
        Effect.gen(function* () {
          const token = yield* cookies.read("session", payload.sessionToken)
          return { organizations: yield* entrances.memberships(token) }
        }).pipe(answers.guarded),
      )
      .handle("refresh", ({ payload }) =>
        Effect.gen(function* () {
          const token = yield* cookies.read("session", payload.sessionToken)
          return yield* answers.session(yield* sessions.refresh(token), payload.transport)
        }).pipe(answers.orUnfinished(payload.transport), answers.guarded),
      )
      .handle("logOut", ({ payload }) =>
        Effect.gen(function* () {
          const token = payload.sessionToken ?? (yield* cookies.peek("session"))
          if (token !== undefined) {
            yield* payload.everywhere === true ? sessions.logOutEverywhere(token) : sessions.logOut(token)
          }
          yield* cookies.clear("session")
          yield* cookies.clear("intermediate")
        }).pipe(answers.guarded),
      )
  }),
)
