import { CredentialsInvalid, LinkInvalid, LogInInterrupted, NotAMember } from "@tango/contracts/api/IdentityApi"
import type { ProviderUnavailable, TooManyRequests } from "@tango/contracts/Problem"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { B2BClient } from "stytch"
import { Attempts } from "./Attempts.ts"
import { type AuthResult, type LogInStep, openChoice } from "./domain/LogIn.ts"
import type { LogInUnfinished } from "./domain/Unfinished.ts"
import { Opening } from "./Opening.ts"
import { sessionDurationMinutes } from "./SessionDuration.ts"
import { refusedAs, Stytch, type StytchRefused } from "./Stytch.ts"

/** What comes back from a mail or from a provider. The verifier is there when the way was begun in this browser. */
export interface Return {
  readonly tokenType: "discovery" | "multi_tenant_magic_links" | "discovery_oauth" | "oauth" | "sso"
  readonly token: string
  readonly codeVerifier: string | undefined
}

type ReturnRefused = LinkInvalid | LogInInterrupted | NotAMember | ProviderUnavailable
type Found = Parameters<typeof openChoice>[0]

/** The ways in. None of them says whether an address is known. */
export class LogIns extends Context.Service<
  LogIns,
  {
    sendMagicLink(email: string): Effect.Effect<void, TooManyRequests | ProviderUnavailable>
    authenticate(back: Return): Effect.Effect<LogInStep, ReturnRefused | LogInUnfinished>
    password(credentials: {
      readonly email: string
      readonly password: string
    }): Effect.Effect<LogInStep, CredentialsInvalid | TooManyRequests | ProviderUnavailable>
  }
>()("@tango/identity/LogIns") {
  static readonly layer = Layer.effect(
    LogIns,
    Effect.gen(function* () {
      const stytch = yield* Stytch
      const attempts = yield* Attempts
      const opening = yield* Opening
      const publicUrl = yield* Config.String("PUBLIC_URL")

      const sendMagicLink = Effect.fn("LogIns.sendMagicLink")(function* (email: string) {
        yield* attempts.count("link", email)
        yield* stytch
          .call("magicLinks.email.discovery.send", (client) =>
            client.magicLinks.email.discovery.send({
              email_address: email,
              discovery_redirect_url: `${publicUrl}/authenticate`,
            }),
          )
          // Also an address that Stytch will not take gets the same answer.
          .pipe(Effect.catchTag("StytchRefused", () => Effect.void))
      })

      const entered = Effect.fnUntraced(function* (name: string, run: (client: B2BClient) => Promise<AuthResult>) {
        const result = yield* stytch.call(name, run).pipe(refusedAs(returnRefused))
        const open = yield* opening
          .opened(result)
          .pipe(Effect.catchTag("SessionEnded", () => Effect.fail(new LinkInvalid({}))))
        return { _tag: "Authenticated" as const, ...open }
      })

      const chosen = Effect.fnUntraced(function* (name: string, run: (client: B2BClient) => Promise<Found>) {
        const found = yield* stytch.call(name, run).pipe(refusedAs(returnRefused))
        return { _tag: "Choosing" as const, ...openChoice(found) }
      })

      const authenticate = Effect.fn("LogIns.authenticate")(function* ({ codeVerifier, token, tokenType }: Return) {
        const session_duration_minutes = sessionDurationMinutes
        const verifier = codeVerifier === undefined ? {} : { pkce_code_verifier: codeVerifier }
        // A mail may be opened on another device. A provider's way back is good only where it was begun; single sign-on alone may
        // also begin at the organization's own provider, and whether it did is for Stytch to say.
        const begunElsewhere = codeVerifier === undefined && (tokenType === "oauth" || tokenType === "discovery_oauth")
        if (begunElsewhere) return yield* new LogInInterrupted({})
        switch (tokenType) {
          case "discovery":
            return yield* chosen("magicLinks.discovery.authenticate", (client) =>
              client.magicLinks.discovery.authenticate({ discovery_magic_links_token: token }),
            )
          case "multi_tenant_magic_links":
            return yield* entered("magicLinks.authenticate", (client) =>
              client.magicLinks.authenticate({ magic_links_token: token, session_duration_minutes }),
            )
          case "discovery_oauth":
            return yield* chosen("oauth.discovery.authenticate", (client) =>
              client.oauth.discovery.authenticate({ discovery_oauth_token: token, ...verifier }),
            )
          case "oauth":
            return yield* entered("oauth.authenticate", (client) =>
              client.oauth.authenticate({ oauth_token: token, session_duration_minutes, ...verifier }),
            )
          case "sso":
            return yield* entered("sso.authenticate", (client) =>
              client.sso.authenticate({ sso_token: token, session_duration_minutes, ...verifier }),
            )
        }
      })

      const password = Effect.fn("LogIns.password")(function* (credentials: { email: string; password: string }) {
        yield* attempts.count("password", credentials.email)
        const found = yield* stytch
          .call("passwords.discovery.authenticate", (client) =>
            client.passwords.discovery.authenticate({
              email_address: credentials.email,
              password: credentials.password,
            }),
          )
          // Every refusal, a lock or a required reset included: which one it is would tell that the address is known.
          .pipe(refusedAs(() => new CredentialsInvalid({})))
        yield* attempts.forget("password", credentials.email)
        return { _tag: "Choosing" as const, ...openChoice(found) }
      })

      return LogIns.of({ sendMagicLink, authenticate, password })
    }),
  )
}

const interrupted = new Set(["pkce_mismatch", "pkce_expected_code_verifier"])
const notWelcome = new Set([
  "email_jit_provisioning_not_allowed",
  "invalid_email_for_jit_provisioning",
  "sso_jit_provisioning_not_allowed",
  "member_not_found",
  "organization_suspended",
])

const returnRefused = ({ errorType }: StytchRefused): LinkInvalid | LogInInterrupted | NotAMember => {
  if (interrupted.has(errorType)) return new LogInInterrupted({})
  return notWelcome.has(errorType) ? new NotAMember({}) : new LinkInvalid({})
}
