import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { encodeChoice, encodeSession, type LogInStep, type OpenSession } from "../domain/LogIn.ts"
import { Sessions } from "../Sessions.ts"
import { SessionCookies } from "./SessionCookies.ts"

type Transport = "cookie" | "body" | undefined

export const layerSessionHandlers = HttpApiBuilder.group(
  IdentityApi,
  "session",
  Effect.fnUntraced(function* (handlers) {
    const sessions = yield* Sessions
    const cookies = yield* SessionCookies

    const deliver = Effect.fnUntraced(function* (open: OpenSession, transport: Transport) {
      if (transport !== "body") yield* cookies.set("session", open.sessionToken)
      return encodeSession(open, transport === "body")
    })

    /** A log-in: whatever choice was in progress is over. A refresh in another tab leaves it alone. */
    const deliverLogIn = Effect.fnUntraced(function* (open: OpenSession, transport: Transport) {
      if (transport !== "body") yield* cookies.clear("intermediate")
      return yield* deliver(open, transport)
    })

    const deliverStep = Effect.fnUntraced(function* (step: LogInStep, transport: Transport) {
      if (step._tag === "Authenticated") {
        return { status: "authenticated" as const, session: yield* deliverLogIn(step, transport) }
      }
      if (transport !== "body") yield* cookies.set("intermediate", step.intermediateSessionToken)
      return { status: "choose_organization" as const, choice: encodeChoice(step, transport === "body") }
    })

    return handlers
      .handle("sendMagicLink", ({ payload }) => sessions.sendMagicLink(payload.email))
      .handle("authenticate", ({ payload }) =>
        Effect.gen(function* () {
          yield* cookies.checkOrigin
          return yield* deliverStep(yield* sessions.authenticate(payload), payload.transport)
        }),
      )
      .handle("password", ({ payload }) =>
        Effect.gen(function* () {
          yield* cookies.checkOrigin
          return yield* deliverStep(yield* sessions.password(payload), payload.transport)
        }),
      )
      .handle("createOrganization", ({ payload }) =>
        Effect.gen(function* () {
          yield* cookies.checkOrigin
          const token = yield* cookies.read("intermediate", payload.intermediateSessionToken)
          return yield* deliverLogIn(yield* sessions.createOrganization(payload.name, token), payload.transport)
        }),
      )
      .handle("exchange", ({ payload }) =>
        Effect.gen(function* () {
          yield* cookies.checkOrigin
          const intermediate = cookies.read("intermediate", payload.intermediateSessionToken)
          const proof = yield* payload.sessionToken === undefined
            ? intermediate.pipe(
                Effect.map((token) => ({ _tag: "Intermediate" as const, token })),
                Effect.catch(() =>
                  Effect.map(cookies.read("session", undefined), (token) => ({ _tag: "Session" as const, token })),
                ),
              )
            : Effect.succeed({ _tag: "Session" as const, token: payload.sessionToken })
          return yield* deliverLogIn(yield* sessions.exchange(payload.organizationId, proof), payload.transport)
        }),
      )
      .handle("refresh", ({ payload }) =>
        Effect.gen(function* () {
          yield* cookies.checkOrigin
          const token = yield* cookies.read("session", payload.sessionToken)
          return yield* deliver(yield* sessions.refresh(token), payload.transport)
        }),
      )
      .handle("logOut", ({ payload }) =>
        Effect.gen(function* () {
          yield* cookies.checkOrigin
          const token = yield* Effect.option(cookies.read("session", payload.sessionToken))
          if (token._tag === "Some") yield* sessions.logOut(token.value)
          yield* cookies.clear("session")
          yield* cookies.clear("intermediate")
        }),
      )
  }),
)
