import { NotAMember, SessionEnded } from "@tango/contracts/api/IdentityApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { randomBytes } from "node:crypto"
import { type AuthResult, discovered, type OpenChoice, type OpenSession } from "./domain/LogIn.ts"
import { slugCandidates } from "./domain/Slug.ts"
import type { LogInUnfinished } from "./domain/Unfinished.ts"
import { Opening } from "./Opening.ts"
import { sessionDurationMinutes } from "./SessionDuration.ts"
import { refusedAs, Stytch, type StytchFailure, StytchRefused } from "./Stytch.ts"

const session_duration_minutes = sessionDurationMinutes

/** How somebody proves who they are for the next step: the token of a choice in progress, or of a session elsewhere. */
export type Proof =
  | { readonly _tag: "Intermediate"; readonly token: string }
  | { readonly _tag: "Session"; readonly token: string }

/** From who somebody is to an organization: a new one, one of theirs, or another than the present. */
export class Entrances extends Context.Service<
  Entrances,
  {
    createOrganization(
      name: string,
      intermediateToken: string,
    ): Effect.Effect<OpenSession, SessionEnded | LogInUnfinished | ProviderUnavailable>
    exchange(
      organizationId: OrganizationId,
      proof: Proof,
    ): Effect.Effect<OpenSession, SessionEnded | NotAMember | LogInUnfinished | ProviderUnavailable>
    /** The organizations of the person behind a session. */
    memberships(
      sessionToken: string,
    ): Effect.Effect<OpenChoice["choice"]["organizations"], SessionEnded | ProviderUnavailable>
  }
>()("@tango/identity/Entrances") {
  static readonly layer = Layer.effect(
    Entrances,
    Effect.gen(function* () {
      const stytch = yield* Stytch
      const { opened } = yield* Opening

      const createOrganization = Effect.fn("Entrances.createOrganization")(function* (name: string, token: string) {
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

      const exchange = Effect.fn("Entrances.exchange")(function* (organization_id: OrganizationId, proof: Proof) {
        const { token } = proof
        const run: Effect.Effect<AuthResult, StytchFailure> =
          proof._tag === "Intermediate"
            ? stytch.call("discovery.intermediateSessions.exchange", (client) =>
                client.discovery.intermediateSessions.exchange({
                  intermediate_session_token: token,
                  organization_id,
                  session_duration_minutes,
                }),
              )
            : stytch.call("sessions.exchange", (client) =>
                client.sessions.exchange({ organization_id, session_token: token, session_duration_minutes }),
              )
        const result = yield* run.pipe(
          refusedAs((refusal) => (endedSession.has(refusal.errorType) ? new SessionEnded({}) : new NotAMember({}))),
        )
        return yield* opened(result)
      })

      const memberships = Effect.fn("Entrances.memberships")(function* (sessionToken: string) {
        const found = yield* stytch
          .read("discovery.organizations.list", (client) =>
            client.discovery.organizations.list({ session_token: sessionToken }),
          )
          .pipe(refusedAs(() => new SessionEnded({})))
        return discovered(found.discovered_organizations)
      })

      return Entrances.of({ createOrganization, exchange, memberships })
    }),
  )
}

const endedSession = new Set(["intermediate_session_not_found", "session_not_found", "unauthorized_credentials"])

const isSlugTaken = (error: StytchFailure): error is StytchRefused =>
  error instanceof StytchRefused && error.errorType === "organization_slug_already_used"
