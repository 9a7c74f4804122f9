import {
  CredentialsInvalid,
  LinkInvalid,
  LogInTooOld,
  PasswordBreached,
  type PasswordStrength,
  PasswordWeak,
} from "@tango/contracts/api/IdentityApi"
import { currentMember, type CurrentPrincipal, type CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable, TooManyRequests } from "@tango/contracts/Problem"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Attempts } from "./Attempts.ts"
import { type LogInStep, openChoice } from "./domain/LogIn.ts"
import { Sessions } from "./Sessions.ts"
import { refusedAs, Stytch, type StytchRefused } from "./Stytch.ts"

type Refused = PasswordWeak | PasswordBreached

/** Passwords are one for each address, over all its organizations (Stytch's cross-organization passwords). */
export class Passwords extends Context.Service<
  Passwords,
  {
    /** Sends a link with which a first or another password is set; says nothing about whether the address is known. */
    startReset(email: string): Effect.Effect<void, TooManyRequests | ProviderUnavailable>
    /** Ends all sessions of the address. */
    finishReset(
      token: string,
      password: string,
    ): Effect.Effect<LogInStep, LinkInvalid | Refused | TooManyRequests | ProviderUnavailable>
    strength(
      password: string,
      email: string | undefined,
    ): Effect.Effect<typeof PasswordStrength.Type, TooManyRequests | ProviderUnavailable>
    /** The principal's own, with the present password or else within five minutes of the log-in; ends the other sessions. */
    change(
      email: string,
      jwt: string,
      password: { readonly currentPassword?: string; readonly newPassword: string },
    ): Effect.Effect<
      void,
      Refused | CredentialsInvalid | LogInTooOld | TooManyRequests | ProviderUnavailable,
      CurrentPrincipal | CurrentTenant
    >
  }
>()("@tango/identity/Passwords") {
  static readonly layer = Layer.effect(
    Passwords,
    Effect.gen(function* () {
      const stytch = yield* Stytch
      const attempts = yield* Attempts
      const sessions = yield* Sessions
      const publicUrl = yield* Config.String("PUBLIC_URL")

      const startReset = Effect.fn("Passwords.startReset")(function* (email: string) {
        yield* attempts.count("reset", email)
        yield* stytch
          .call("passwords.discovery.email.resetStart", (client) =>
            client.passwords.discovery.email.resetStart({
              email_address: email,
              reset_password_redirect_url: `${publicUrl}/reset-password`,
              discovery_redirect_url: `${publicUrl}/authenticate`,
            }),
          )
          .pipe(Effect.catchTag("StytchRefused", () => Effect.void))
      })

      const finishReset = Effect.fn("Passwords.finishReset")(function* (token: string, password: string) {
        yield* attempts.countClient
        const found = yield* stytch
          .call("passwords.discovery.email.reset", (client) =>
            client.passwords.discovery.email.reset({ password_reset_token: token, password }),
          )
          .pipe(refusedAs((refusal) => passwordRefused(refusal) ?? new LinkInvalid({})))
        yield* attempts.forget("password", found.email_address)
        return { _tag: "Choosing" as const, ...openChoice(found) }
      })

      const strength = Effect.fn("Passwords.strength")(function* (password: string, email: string | undefined) {
        yield* attempts.countClient
        const checked = yield* stytch
          .read("passwords.strengthCheck", (client) =>
            client.passwords.strengthCheck({ password, ...(email === undefined ? {} : { email_address: email }) }),
          )
          .pipe(Effect.catchTag("StytchRefused", () => Effect.succeed(unusable)))
        return {
          valid: checked.valid_password,
          score: checked.score,
          breached: checked.breached_password,
          warning: checked.zxcvbn_feedback?.warning ?? "",
          suggestions: checked.zxcvbn_feedback?.suggestions ?? [],
        }
      })

      const withPresent = (email_address: string, jwt: string, existing_password: string, new_password: string) =>
        Effect.gen(function* () {
          const { organizationId } = yield* currentMember
          yield* attempts.count("password", email_address)
          yield* stytch
            .call("passwords.existingPassword.reset", (client) =>
              client.passwords.existingPassword.reset({
                organization_id: organizationId,
                email_address,
                existing_password,
                new_password,
                // The session that this comes from is the one that goes on.
                session_jwt: jwt,
              }),
            )
            .pipe(refusedAs((refusal) => passwordRefused(refusal) ?? new CredentialsInvalid({})))
          yield* attempts.forget("password", email_address)
        })

      const withSession = (jwt: string, password: string) =>
        Effect.gen(function* () {
          const { organizationId } = yield* currentMember
          yield* stytch
            .call("passwords.sessions.reset", (client) =>
              client.passwords.sessions.reset({ organization_id: organizationId, password, session_jwt: jwt }),
            )
            .pipe(refusedAs((refusal) => passwordRefused(refusal) ?? new LogInTooOld({})))
        })

      const change = Effect.fn("Passwords.change")(function* (
        email: string,
        jwt: string,
        { currentPassword, newPassword }: { readonly currentPassword?: string; readonly newPassword: string },
      ) {
        yield* currentPassword === undefined
          ? withSession(jwt, newPassword)
          : withPresent(email, jwt, currentPassword, newPassword)
        yield* sessions.revokeOthers("credentials_changed")
      })

      return Passwords.of({ startReset, finishReset, strength, change })
    }),
  )
}

const unusable = {
  valid_password: false,
  score: 0,
  breached_password: false,
  zxcvbn_feedback: { warning: "", suggestions: [] },
}

const passwordRefused = ({ errorType }: StytchRefused): Refused | undefined => {
  if (errorType === "weak_password") return new PasswordWeak({})
  return errorType === "breached_password" ? new PasswordBreached({}) : undefined
}
