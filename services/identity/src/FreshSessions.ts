import { isAllowed, type Permission, roleFrom } from "@tango/contracts/Permissions"
import { currentMember, type CurrentPrincipal } from "@tango/contracts/Principal"
import { type ProviderUnavailable, Unauthenticated } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type { FreshMember } from "./domain/FreshMember.ts"
import { stepUp } from "./domain/Unfinished.ts"
import { refusedAs, Stytch } from "./Stytch.ts"

/**
 * For what must not happen with a session that was ended or a role that was taken away in the last five minutes, which a JWT
 * survives: asks Stytch.
 */
export class FreshSessions extends Context.Service<
  FreshSessions,
  {
    /** Who sent the request, if the session lives, has the second factor it needs, and its role still the permission. */
    require(
      permission: Permission,
    ): Effect.Effect<
      FreshMember,
      Unauthenticated | ProviderUnavailable,
      HttpServerRequest.HttpServerRequest | CurrentPrincipal
    >
  }
>()("@tango/identity/FreshSessions") {
  static readonly layer = Layer.effect(
    FreshSessions,
    Effect.gen(function* () {
      const stytch = yield* Stytch

      const require = Effect.fn("FreshSessions.require")(function* (permission: Permission) {
        const { headers } = yield* HttpServerRequest.HttpServerRequest
        const { memberId } = yield* currentMember
        const jwt = (headers["authorization"] ?? "").replace(/^bearer +/iu, "")
        const { member, member_session, organization } = yield* stytch
          .call("sessions.authenticate", (client) => client.sessions.authenticate({ session_jwt: jwt }))
          .pipe(refusedAs(() => new Unauthenticated({})))
        const role = roleFrom(member_session.roles)
        // Refused like a session that ended: the refresh that follows says what is wrong, or brings the new role.
        const refused =
          member.member_id !== memberId ||
          !isAllowed(role, permission) ||
          stepUp(organization, member, member_session) !== undefined
        return refused ? yield* new Unauthenticated({}) : { memberId, role, jwt, member, organization }
      })

      return FreshSessions.of({ require })
    }),
  )
}
