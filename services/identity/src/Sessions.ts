import { type OwnSession, SessionEnded } from "@tango/contracts/api/IdentityApi"
import type { SessionRevoked } from "@tango/contracts/events/IdentityEvents"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { currentMember, type CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { NotFound, type ProviderUnavailable } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { audit } from "./AuditTrail.ts"
import { openSession, type OpenSession } from "./domain/LogIn.ts"
import { type LogInUnfinished, stepUp } from "./domain/Unfinished.ts"
import { announceRevocation } from "./MemberAnnouncements.ts"
import { signInsOf } from "./persistence/SignInRows.ts"
import { sessionDurationMinutes } from "./SessionDuration.ts"
import { refusedAs, Stytch } from "./Stytch.ts"

export type RevocationReason = (typeof SessionRevoked.data.Type)["reason"]

/** Sessions that are open, with Stytch as the source of truth. JWTs of a session that ended live on for up to five minutes. */
export class Sessions extends Context.Service<
  Sessions,
  {
    refresh(sessionToken: string): Effect.Effect<OpenSession, SessionEnded | LogInUnfinished | ProviderUnavailable>
    /** Ending a session that has ended is fine. */
    logOut(sessionToken: string): Effect.Effect<void, ProviderUnavailable>
    /** Ends all sessions of the member to whom the token belongs. */
    logOutEverywhere(sessionToken: string): Effect.Effect<void, ProviderUnavailable>
    readonly own: Effect.Effect<
      ReadonlyArray<typeof OwnSession.Type>,
      ProviderUnavailable,
      CurrentPrincipal | CurrentTenant
    >
    /** One of the principal's own sessions. */
    revoke(sessionId: string): Effect.Effect<void, NotFound | ProviderUnavailable, CurrentPrincipal | CurrentTenant>
    /** All of the principal's sessions but the present one; gives their number. */
    revokeOthers(reason: RevocationReason): Effect.Effect<number, ProviderUnavailable, CurrentPrincipal | CurrentTenant>
    /** All sessions of a member of the tenant, by whoever may do that; announced even when there was none. */
    revokeAll(memberId: MemberId, reason: RevocationReason): Effect.Effect<void, ProviderUnavailable, CurrentTenant>
  }
>()("@tango/identity/Sessions") {
  static readonly layer = Layer.effect(
    Sessions,
    Effect.gen(function* () {
      const stytch = yield* Stytch
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal

      const announce = (memberId: MemberId, sessionId: string | null, reason: RevocationReason) =>
        tenantSql
          .transaction(
            Effect.gen(function* () {
              const organizationId = yield* CurrentTenant
              yield* announceRevocation({ memberId, organizationId }, reason, sessionId)
              if (reason === "revoked" || reason === "log_out") {
                const target =
                  sessionId === null ? { type: "member", id: memberId } : { type: "session", id: sessionId }
                yield* audit({ actor: { kind: "member", id: memberId }, action: "session.revoked", target })
              }
            }),
          )
          .pipe(Effect.provideService(Outbox.OutboxSignal, signal))

      const refresh = Effect.fn("Sessions.refresh")(function* (sessionToken: string) {
        const result = yield* stytch
          .call("sessions.authenticate", (client) =>
            client.sessions.authenticate({
              session_token: sessionToken,
              session_duration_minutes: sessionDurationMinutes,
            }),
          )
          .pipe(refusedAs(() => new SessionEnded({})))
        const missing = stepUp(result.organization, result.member, result.member_session)
        if (missing !== undefined) return yield* missing
        const open = openSession({ ...result, member_authenticated: true })
        return open ?? (yield* new SessionEnded({}))
      })

      /** False when it had ended before. */
      const end = (what: { readonly session_token: string } | { readonly member_session_id: string }) =>
        stytch
          .call("sessions.revoke", (client) => client.sessions.revoke(what))
          .pipe(
            Effect.as(true),
            Effect.catchTag("StytchRefused", () => Effect.succeed(false)),
          )

      const revokeAll = Effect.fn("Sessions.revokeAll")(function* (memberId: MemberId, reason: RevocationReason) {
        yield* stytch
          .call("sessions.revoke", (client) => client.sessions.revoke({ member_id: memberId }))
          .pipe(Effect.catchTag("StytchRefused", () => Effect.void))
        yield* announce(memberId, null, reason)
      })

      const whoHas = (sessionToken: string) =>
        stytch
          .call("sessions.authenticate", (client) => client.sessions.authenticate({ session_token: sessionToken }))
          .pipe(
            Effect.map(({ member_session }) => ({
              memberId: MemberId.make(member_session.member_id),
              organizationId: OrganizationId.make(member_session.organization_id),
              sessionId: member_session.member_session_id,
            })),
            Effect.catchTag("StytchRefused", () => Effect.undefined),
          )

      const logOut = Effect.fn("Sessions.logOut")((sessionToken: string) =>
        Effect.asVoid(end({ session_token: sessionToken })),
      )

      const logOutEverywhere = Effect.fn("Sessions.logOutEverywhere")(function* (sessionToken: string) {
        const who = yield* whoHas(sessionToken)
        if (who === undefined) return
        yield* revokeAll(who.memberId, "log_out").pipe(Effect.provideService(CurrentTenant, who.organizationId))
      })

      const live = Effect.gen(function* () {
        const { memberId, organizationId } = yield* currentMember
        const found = yield* stytch
          .read("sessions.get", (client) =>
            client.sessions.get({ organization_id: organizationId, member_id: memberId }),
          )
          .pipe(
            Effect.map((answer) => answer.member_sessions),
            Effect.catchTag("StytchRefused", () => Effect.succeed([])),
          )
        return found.filter((session) => session.member_id === memberId)
      })

      const own = Effect.gen(function* () {
        const { memberId, organizationId, sessionId } = yield* currentMember
        const sessions = yield* live
        const ids = sessions.map((session) => session.member_session_id)
        const signIns = yield* tenantSql.read((sql) => signInsOf(sql, organizationId, memberId, ids))
        return sessions
          .map((session) => {
            const signIn = signIns.find((row) => row.session_id === session.member_session_id)
            return {
              sessionId: session.member_session_id,
              current: session.member_session_id === sessionId,
              startedAt: new Date(session.started_at),
              lastUsedAt: new Date(session.last_accessed_at),
              expiresAt: new Date(session.expires_at),
              address: signIn?.address ?? null,
              userAgent: signIn?.user_agent ?? null,
            }
          })
          .sort((one, other) => other.lastUsedAt.getTime() - one.lastUsedAt.getTime())
      }).pipe(Effect.withSpan("Sessions.own"))

      const revoke = Effect.fn("Sessions.revoke")(function* (sessionId: string) {
        const { memberId } = yield* currentMember
        const isOwn = (yield* live).some((session) => session.member_session_id === sessionId)
        if (!isOwn) return yield* new NotFound({})
        if (yield* end({ member_session_id: sessionId })) yield* announce(memberId, sessionId, "revoked")
      })

      const revokeOthers = Effect.fn("Sessions.revokeOthers")(function* (reason: RevocationReason) {
        const { memberId, sessionId } = yield* currentMember
        const others = (yield* live).filter((session) => session.member_session_id !== sessionId)
        const ended = yield* Effect.forEach(
          others,
          ({ member_session_id }) =>
            Effect.tap(end({ member_session_id }), (done) =>
              done ? announce(memberId, member_session_id, reason) : Effect.void,
            ),
          { concurrency: 4 },
        )
        return ended.filter((done) => done).length
      })

      return Sessions.of({ refresh, logOut, logOutEverywhere, own, revoke, revokeOthers, revokeAll })
    }),
  )
}
