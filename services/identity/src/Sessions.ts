import { CredentialsInvalid, LinkInvalid, NotAMember, SessionEnded } from "@tango/contracts/api/IdentityApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import { type ProviderUnavailable, TooManyRequests } from "@tango/contracts/Problem"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { randomBytes } from "node:crypto"
import { type AuthResult, type LogInStep, openChoice, openSession, type OpenSession } from "./domain/LogIn.ts"
import { slugCandidates } from "./domain/Slug.ts"
import { memberSnapshot, organizationSnapshot } from "./domain/Snapshots.ts"
import { makeRateLimit } from "./RateLimit.ts"
import { ReadModel } from "./ReadModel.ts"
import { refusedAs, Stytch, type StytchFailure, StytchRefused } from "./Stytch.ts"

// Thirty days, counted anew with each refresh.
const session_duration_minutes = 30 * 24 * 60

/** How somebody proves who they are for the next step: the token of a choice in progress, or of a session elsewhere. */
export type Proof =
  | { readonly _tag: "Intermediate"; readonly token: string }
  | { readonly _tag: "Session"; readonly token: string }

/** Log-in and sessions, with Stytch as the source of truth. */
export class Sessions extends Context.Service<
  Sessions,
  {
    /** Says nothing about whether the address is known. */
    sendMagicLink(email: string): Effect.Effect<void, TooManyRequests | ProviderUnavailable>
    authenticate(link: {
      readonly tokenType: "discovery" | "multi_tenant_magic_links"
      readonly token: string
    }): Effect.Effect<LogInStep, LinkInvalid | ProviderUnavailable>
    password(credentials: {
      readonly email: string
      readonly password: string
    }): Effect.Effect<LogInStep, CredentialsInvalid | TooManyRequests | ProviderUnavailable>
    createOrganization(
      name: string,
      intermediateToken: string,
    ): Effect.Effect<OpenSession, SessionEnded | ProviderUnavailable>
    exchange(
      organizationId: OrganizationId,
      proof: Proof,
    ): Effect.Effect<OpenSession, SessionEnded | NotAMember | ProviderUnavailable>
    refresh(sessionToken: string): Effect.Effect<OpenSession, SessionEnded | ProviderUnavailable>
    /** Ending a session that has ended is fine. */
    logOut(sessionToken: string): Effect.Effect<void, ProviderUnavailable>
  }
>()("@tango/identity/Sessions") {
  static readonly layer = Layer.effect(
    Sessions,
    Effect.gen(function* () {
      const stytch = yield* Stytch
      const readModel = yield* ReadModel
      const publicUrl = yield* Config.String("PUBLIC_URL")
      const linkLimit = makeRateLimit({ attempts: 10, windowSeconds: 600 })
      const passwordLimit = makeRateLimit({ attempts: 10, windowSeconds: 600 })

      /** A log-in that Stytch has accepted is taken into the read model before it is answered. */
      const opened = Effect.fnUntraced(function* (result: AuthResult) {
        const open = openSession(result)
        // A second factor is asked for by organizations whose settings we do not offer yet.
        if (open === undefined) return yield* new SessionEnded({})
        const member = memberSnapshot(result.member)
        yield* readModel.apply({
          organization: organizationSnapshot(result.organization),
          member,
          actor: { kind: "member", id: member.memberId },
        })
        return open
      })

      const sendMagicLink = Effect.fn("Sessions.sendMagicLink")(function* (email: string) {
        yield* linkLimit(email)
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

      const authenticate = Effect.fn("Sessions.authenticate")(function* (link: { tokenType: string; token: string }) {
        if (link.tokenType === "discovery") {
          const found = yield* stytch
            .call("magicLinks.discovery.authenticate", (client) =>
              client.magicLinks.discovery.authenticate({ discovery_magic_links_token: link.token }),
            )
            .pipe(refusedAs(() => new LinkInvalid({})))
          return { _tag: "Choosing" as const, ...openChoice(found) }
        }
        const result = yield* stytch
          .call("magicLinks.authenticate", (client) =>
            client.magicLinks.authenticate({ magic_links_token: link.token, session_duration_minutes }),
          )
          .pipe(refusedAs(() => new LinkInvalid({})))
        const open = yield* opened(result).pipe(Effect.mapError(() => new LinkInvalid({})))
        return { _tag: "Authenticated" as const, ...open }
      })

      const password = Effect.fn("Sessions.password")(function* (credentials: { email: string; password: string }) {
        yield* passwordLimit(credentials.email)
        const found = yield* stytch
          .call("passwords.discovery.authenticate", (client) =>
            client.passwords.discovery.authenticate({
              email_address: credentials.email,
              password: credentials.password,
            }),
          )
          .pipe(refusedAs(() => new CredentialsInvalid({})))
        return { _tag: "Choosing" as const, ...openChoice(found) }
      })

      const createOrganization = Effect.fn("Sessions.createOrganization")(function* (name: string, token: string) {
        const create = (slug: string): Effect.Effect<AuthResult, StytchFailure> =>
          stytch.call("discovery.organizations.create", (client) =>
            client.discovery.organizations.create({
              intermediate_session_token: token,
              organization_name: name,
              organization_slug: slug,
              session_duration_minutes,
              // Left out beside any other setting, invitations would be refused.
              email_invites: "ALL_ALLOWED",
            }),
          )
        const [wanted, unique] = slugCandidates(name, randomBytes(4).toString("hex"))
        const result = yield* create(wanted).pipe(
          Effect.catchIf(isSlugTaken, () => create(unique)),
          refusedAs(() => new SessionEnded({})),
        )
        return yield* opened(result)
      })

      const exchange = Effect.fn("Sessions.exchange")(function* (organizationId: OrganizationId, proof: Proof) {
        const run: Effect.Effect<AuthResult, StytchFailure> =
          proof._tag === "Intermediate"
            ? stytch.call("discovery.intermediateSessions.exchange", (client) =>
                client.discovery.intermediateSessions.exchange({
                  intermediate_session_token: proof.token,
                  organization_id: organizationId,
                  session_duration_minutes,
                }),
              )
            : stytch.call("sessions.exchange", (client) =>
                client.sessions.exchange({
                  organization_id: organizationId,
                  session_token: proof.token,
                  session_duration_minutes,
                }),
              )
        const result = yield* run.pipe(
          refusedAs((refusal) => (endedSession.has(refusal.errorType) ? new SessionEnded({}) : new NotAMember({}))),
        )
        return yield* opened(result)
      })

      const refresh = Effect.fn("Sessions.refresh")(function* (sessionToken: string) {
        const result = yield* stytch
          .call("sessions.authenticate", (client) =>
            client.sessions.authenticate({ session_token: sessionToken, session_duration_minutes }),
          )
          .pipe(refusedAs(() => new SessionEnded({})))
        const open = openSession({ ...result, member_authenticated: true })
        return open === undefined ? yield* new SessionEnded({}) : open
      })

      const logOut = Effect.fn("Sessions.logOut")((sessionToken: string) =>
        stytch
          .call("sessions.revoke", (client) => client.sessions.revoke({ session_token: sessionToken }))
          .pipe(
            Effect.catchTag("StytchRefused", () => Effect.void),
            Effect.asVoid,
          ),
      )

      return Sessions.of({ sendMagicLink, authenticate, password, createOrganization, exchange, refresh, logOut })
    }),
  )
}

const endedSession = new Set(["intermediate_session_not_found", "session_not_found", "unauthorized_credentials"])

const isSlugTaken = (error: StytchFailure): error is StytchRefused =>
  error instanceof StytchRefused && error.errorType === "organization_slug_already_used"
