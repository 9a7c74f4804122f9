import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Accounts } from "../Accounts.ts"
import { FreshSessions } from "../FreshSessions.ts"
import { Mfa } from "../Mfa.ts"
import { Passwords } from "../Passwords.ts"
import { Sessions } from "../Sessions.ts"
import { LogInAnswers } from "./LogInAnswers.ts"

export const layerAccountHandlers = HttpApiBuilder.group(
  IdentityApi,
  "account",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    const passwords = yield* Passwords
    const sessions = yield* Sessions
    const mfa = yield* Mfa
    // Whatever changes the account asks Stytch whether the session still lives.
    const fresh = (yield* FreshSessions).require("self:write")

    return handlers
      .handle("get", () => accounts.get)
      .handle("update", ({ payload }) => Effect.flatMap(fresh, (who) => accounts.rename(who, payload.name)))
      .handle("changeEmail", ({ payload }) => Effect.flatMap(fresh, (who) => accounts.changeEmail(who, payload.email)))
      .handle("setPassword", ({ payload }) =>
        Effect.flatMap(fresh, (who) => passwords.change(who.member.email_address, who.jwt, payload)),
      )
      .handle("listSessions", () => Effect.map(sessions.own, (items) => ({ items })))
      .handle("revokeSession", ({ params }) => Effect.andThen(fresh, sessions.revoke(params.sessionId)))
      .handle("revokeOtherSessions", () =>
        Effect.map(Effect.andThen(fresh, sessions.revokeOthers("revoked")), (revoked) => ({ revoked })),
      )
      .handle("listSignIns", ({ query }) => accounts.signIns(query))
      .handle("enrolTotp", () => Effect.flatMap(fresh, mfa.enrolTotp))
      .handle("confirmTotp", ({ payload }) => Effect.flatMap(fresh, (who) => mfa.confirmTotp(who, payload.code)))
      .handle("removeTotp", () => Effect.flatMap(fresh, mfa.removeTotp))
      .handle("enrolSms", ({ payload }) => Effect.flatMap(fresh, (who) => mfa.enrolSms(who, payload.phone)))
      .handle("confirmSms", ({ payload }) => Effect.flatMap(fresh, (who) => mfa.confirmSms(who, payload.code)))
      .handle("removeSms", () => Effect.flatMap(fresh, mfa.removeSms))
      .handle("rotateRecoveryCodes", () =>
        Effect.map(Effect.flatMap(fresh, mfa.rotateRecoveryCodes), (recoveryCodes) => ({ recoveryCodes })),
      )
  }),
)

export const layerEmailChangeHandlers = HttpApiBuilder.group(
  IdentityApi,
  "emailChange",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    const answers = yield* LogInAnswers
    return handlers.handle("confirm", ({ payload }) =>
      answers.guarded(Effect.map(accounts.confirmEmailChange(payload.token), (newEmail) => ({ newEmail }))),
    )
  }),
)
