import { LastAdmin, type Member, NotInvited, ReactivationRefused } from "@tango/contracts/api/IdentityApi"
import type { MemberId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import { currentMember, CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { NotFound, type ProviderUnavailable } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import type { B2BClient } from "stytch"
import { audit } from "./AuditTrail.ts"
import type { KnownMember } from "./domain/Member.ts"
import { isLess, toStytchRole } from "./domain/Roles.ts"
import { announceRevocation } from "./MemberAnnouncements.ts"
import { findMember, hasOtherAdmin, lockAdmins, lockMember, toKnown, toMember } from "./persistence/MemberRows.ts"
import { refusedAs, Stytch } from "./Stytch.ts"
import { Sync } from "./Sync.ts"

type MemberView = typeof Member.Type
type Acting = CurrentTenant | CurrentPrincipal
type Changed<E> = Effect.Effect<MemberView, E | NotFound | ProviderUnavailable, Acting>

/** What admins do to a member. Stytch is told first; the answer is what Stytch then says, taken over at once. */
export class MemberChanges extends Context.Service<
  MemberChanges,
  {
    resendInvitation(memberId: MemberId): Changed<NotInvited>
    revokeInvitation(memberId: MemberId): Changed<NotInvited>
    /** Less than before ends the member's sessions at once. */
    changeRole(memberId: MemberId, role: Role): Changed<LastAdmin>
    deactivate(memberId: MemberId): Changed<LastAdmin>
    reactivate(memberId: MemberId): Changed<ReactivationRefused>
    /** Ends the member's sessions at once: whoever has the lost phone has them as well. */
    resetMfa(memberId: MemberId): Changed<never>
  }
>()("@tango/identity/MemberChanges") {
  static readonly layer = Layer.effect(
    MemberChanges,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const stytch = yield* Stytch
      const sync = yield* Sync
      const signal = yield* Outbox.OutboxSignal
      const publicUrl = yield* Config.String("PUBLIC_URL")

      /** A call about a member of the tenant that Stytch should know; if it does not, it is gone. */
      const tell = <A>(name: string, run: (client: B2BClient) => Promise<A>) =>
        stytch.call(name, run).pipe(refusedAs(() => new NotFound({})))

      /** The member is locked from before Stytch is told until what it then says is written. */
      const change = <E, R>(
        memberId: MemberId,
        body: (member: KnownMember) => Effect.Effect<void, E, R>,
        action?: string,
      ): Effect.Effect<
        MemberView,
        Exclude<E, SqlError> | NotFound | ProviderUnavailable,
        Exclude<R, Transaction> | Acting
      > =>
        tenantSql.transaction(
          Effect.gen(function* () {
            const sql = yield* Transaction
            const tenant = yield* CurrentTenant
            const { actor } = yield* CurrentPrincipal
            yield* lockMember(sql, memberId)
            const [before] = yield* findMember(sql, tenant, memberId)
            if (before === undefined) return yield* new NotFound({})
            yield* body(toKnown(before))
            yield* sync.member(tenant, memberId, actor)
            // What the read model does not show is said here, and last: the log's lock comes after all others.
            if (action !== undefined) yield* audit({ actor, action, target: { type: "member", id: memberId } })
            const [after] = yield* findMember(sql, tenant, memberId)
            return toMember(after ?? before)
          }),
        )

      const keepAnAdmin = Effect.fnUntraced(function* ({ memberId, organizationId, role, status }: KnownMember) {
        const sql = yield* Transaction
        yield* lockAdmins(sql, organizationId)
        if (role !== "admin" || status !== "active") return
        if (!(yield* hasOtherAdmin(sql, organizationId, memberId))) return yield* new LastAdmin({})
      })

      const endSessions = (memberId: MemberId) =>
        tell("sessions.revoke", (client) => client.sessions.revoke({ member_id: memberId }))

      const deleteAtStytch = ({ memberId, organizationId }: KnownMember) =>
        tell("organizations.members.delete", (client) =>
          client.organizations.members.delete({ organization_id: organizationId, member_id: memberId }),
        )

      /** Whoever has no such factor has none to remove. */
      const remove = (name: string, run: (client: B2BClient) => Promise<unknown>) =>
        stytch.call(name, run).pipe(Effect.catchTag("StytchRefused", () => Effect.void))

      const changeRole = Effect.fn("MemberChanges.changeRole")((memberId: MemberId, role: Role) =>
        change(memberId, (member) =>
          Effect.gen(function* () {
            if (member.role === role) return
            if (isLess(role, member.role)) yield* keepAnAdmin(member)
            yield* tell("organizations.members.update", (client) =>
              client.organizations.members.update({
                organization_id: member.organizationId,
                member_id: memberId,
                roles: [toStytchRole(role)],
              }),
            )
            if (!isLess(role, member.role)) return
            yield* endSessions(memberId)
            yield* announceRevocation(member, "role_changed")
          }).pipe(Effect.provideService(Outbox.OutboxSignal, signal)),
        ),
      )

      const deactivate = Effect.fn("MemberChanges.deactivate")((memberId: MemberId) =>
        change(memberId, (member) =>
          Effect.gen(function* () {
            if (member.status === "deactivated") return
            yield* keepAnAdmin(member)
            yield* endSessions(memberId)
            yield* deleteAtStytch(member)
          }),
        ),
      )

      const reactivate = Effect.fn("MemberChanges.reactivate")((memberId: MemberId) =>
        change(memberId, (member) =>
          member.status === "deactivated"
            ? stytch
                .call("organizations.members.reactivate", (client) =>
                  client.organizations.members.reactivate({
                    organization_id: member.organizationId,
                    member_id: memberId,
                  }),
                )
                .pipe(
                  refusedAs(() => new ReactivationRefused({})),
                  Effect.asVoid,
                )
            : Effect.void,
        ),
      )

      const invited = (member: KnownMember) =>
        member.status === "invited" ? Effect.succeed(member) : Effect.fail(new NotInvited({}))

      const resendInvitation = Effect.fn("MemberChanges.resendInvitation")((memberId: MemberId) =>
        change(
          memberId,
          (member) =>
            Effect.gen(function* () {
              const { email, organizationId, role } = yield* invited(member)
              const principal = yield* currentMember
              yield* tell("magicLinks.email.invite", (client) =>
                client.magicLinks.email.invite({
                  organization_id: organizationId,
                  email_address: email,
                  invite_redirect_url: `${publicUrl}/authenticate`,
                  invited_by_member_id: principal.memberId,
                  roles: [toStytchRole(role)],
                }),
              )
            }),
          "member.invitation_resent",
        ),
      )

      const revokeInvitation = Effect.fn("MemberChanges.revokeInvitation")((memberId: MemberId) =>
        change(memberId, (member) => Effect.flatMap(invited(member), deleteAtStytch).pipe(Effect.asVoid)),
      )

      const resetMfa = Effect.fn("MemberChanges.resetMfa")((memberId: MemberId) =>
        change(
          memberId,
          (member) => {
            const ids = { organization_id: member.organizationId, member_id: memberId }
            return Effect.all([
              remove("organizations.members.deleteTOTP", (client) => client.organizations.members.deleteTOTP(ids)),
              remove("organizations.members.deleteMFAPhoneNumber", (client) =>
                client.organizations.members.deleteMFAPhoneNumber(ids),
              ),
              endSessions(memberId),
              announceRevocation(member, "credentials_changed"),
            ]).pipe(Effect.provideService(Outbox.OutboxSignal, signal), Effect.asVoid)
          },
          "member.mfa_reset",
        ),
      )

      return MemberChanges.of({ resendInvitation, revokeInvitation, changeRole, deactivate, reactivate, resetMfa })
    }),
  )
}
