import {
  type OriginRefused,
  OtherLogInRequired,
  SecondFactorRequired,
  SessionEnded,
} from "@tango/contracts/api/IdentityApi"
import type { LogIn, Session } from "@tango/contracts/api/IdentityApi"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import { encodeChoice, encodeSession, type LogInStep, type OpenSession } from "../domain/LogIn.ts"
import { LogInUnfinished } from "../domain/Unfinished.ts"
import type { Proof } from "../Entrances.ts"
import { SessionCookies } from "./SessionCookies.ts"

export type Transport = "cookie" | "body" | undefined
type Request = HttpServerRequest.HttpServerRequest
type Finished<E> = Exclude<E, LogInUnfinished> | SecondFactorRequired | OtherLogInRequired

/** How the session endpoints answer: tokens into cookies or the body, and what is left to do as a problem. */
export class LogInAnswers extends Context.Service<
  LogInAnswers,
  {
    /** Around each handler: refuses what another origin has started. */
    guarded<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | OriginRefused, R | Request>
    session(open: OpenSession, transport: Transport): Effect.Effect<typeof Session.Type, never, Request>
    /** A log-in: whatever choice was in progress is over. A refresh in another tab leaves it alone. */
    entered(open: OpenSession, transport: Transport): Effect.Effect<typeof Session.Type, never, Request>
    step(step: LogInStep, transport: Transport): Effect.Effect<typeof LogIn.Type, never, Request>
    /** What a log-in lacks, as a problem, and its token where it belongs. */
    orUnfinished(
      transport: Transport,
    ): <A, E, R>(effect: Effect.Effect<A, E | LogInUnfinished, R>) => Effect.Effect<A, Finished<E>, R | Request>
    /** The token of a log-in in progress, or else of a session; the body's before the cookies'. */
    proof(payload: {
      readonly intermediateSessionToken?: string
      readonly sessionToken?: string
    }): Effect.Effect<Proof, SessionEnded, Request>
  }
>()("@tango/identity/http/LogInAnswers") {
  static readonly layer = Layer.effect(
    LogInAnswers,
    Effect.gen(function* () {
      const cookies = yield* SessionCookies

      const guarded = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.andThen(cookies.checkOrigin, effect)

      const session = Effect.fnUntraced(function* (open: OpenSession, transport: Transport) {
        if (transport !== "body") yield* cookies.set("session", open.sessionToken)
        return encodeSession(open, transport === "body")
      })

      const entered = Effect.fnUntraced(function* (open: OpenSession, transport: Transport) {
        if (transport !== "body") yield* cookies.clear("intermediate")
        return yield* session(open, transport)
      })

      const step = Effect.fnUntraced(function* (next: LogInStep, transport: Transport) {
        if (next._tag === "Authenticated") {
          return { status: "authenticated" as const, session: yield* entered(next, transport) }
        }
        if (transport !== "body") yield* cookies.set("intermediate", next.intermediateSessionToken)
        return { status: "choose_organization" as const, choice: encodeChoice(next, transport === "body") }
      })

      const asProblem = Effect.fnUntraced(function* (unfinished: LogInUnfinished, transport: Transport) {
        const { intermediateSessionToken: token, step: next } = unfinished
        if (token !== undefined && transport !== "body") yield* cookies.set("intermediate", token)
        if (next._tag === "OtherLogIn") return yield* new OtherLogInRequired(next.details)
        const inBody = token !== undefined && transport === "body" ? { intermediateSessionToken: token } : {}
        return yield* new SecondFactorRequired({ ...next.details, ...inBody })
      })

      const orUnfinished =
        (transport: Transport) =>
        <A, E, R>(effect: Effect.Effect<A, E | LogInUnfinished, R>): Effect.Effect<A, Finished<E>, R | Request> =>
          Effect.catch(effect, (error): Effect.Effect<never, Finished<E>, Request> => {
            if (error instanceof LogInUnfinished) return asProblem(error, transport)
            return isFinished(error) ? Effect.fail(error) : Effect.die(error)
          })

      const proof = Effect.fnUntraced(function* (payload: {
        readonly intermediateSessionToken?: string
        readonly sessionToken?: string
      }) {
        const { intermediateSessionToken, sessionToken } = payload
        if (sessionToken !== undefined) return { _tag: "Session" as const, token: sessionToken }
        const intermediate = intermediateSessionToken ?? (yield* cookies.peek("intermediate"))
        if (intermediate !== undefined) return { _tag: "Intermediate" as const, token: intermediate }
        const token = yield* cookies.peek("session")
        return token === undefined ? yield* new SessionEnded({}) : { _tag: "Session" as const, token }
      })

      return LogInAnswers.of({ guarded, session, entered, step, orUnfinished, proof })
    }),
  ).pipe(Layer.provide(SessionCookies.layer))
}

const isFinished = <E>(error: E): error is Exclude<E, LogInUnfinished> => !(error instanceof LogInUnfinished)
