import { type Account, EmailTaken, LinkInvalid, type SignIn } from "@tango/contracts/api/IdentityApi"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import type { PageQuery } from "@tango/contracts/Paging"
import { currentMember, type CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { type InvalidCursor, type ProviderUnavailable, type TooManyRequests } from "@tango/contracts/Problem"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Member, Organization } from "stytch"
import { Attempts } from "./Attempts.ts"
import { audit } from "./AuditTrail.ts"
import type { FreshMember } from "./domain/FreshMember.ts"
import { memberSnapshot, organizationSnapshot } from "./domain/Snapshots.ts"
import { maskedPhone } from "./domain/Unfinished.ts"
import { confirmEmailChange, findEmailChange, putEmailChange } from "./persistence/EmailChangeRows.ts"
import { listSignIns } from "./persistence/SignInRows.ts"
import { ReadModel } from "./ReadModel.ts"
import { Sessions } from "./Sessions.ts"
import { refusedAs, Stytch } from "./Stytch.ts"

type Own = CurrentPrincipal | CurrentTenant

/** What a member sees and changes of its own. */
export class Accounts extends Context.Service<
  Accounts,
  {
    readonly get: Effect.Effect<typeof Account.Type, ProviderUnavailable, Own>
    rename(who: FreshMember, name: string): Effect.Effect<typeof Account.Type, ProviderUnavailable, Own>
    /** Mails a link to the present address; the new one is written to only when that has been opened. */
    changeEmail(
      who: FreshMember,
      email: string,
    ): Effect.Effect<void, EmailTaken | TooManyRequests | ProviderUnavailable, Own>
    /** Takes the link from the present address, and mails one to the new address; gives that. */
    confirmEmailChange(token: string): Effect.Effect<string, LinkInvalid | EmailTaken | ProviderUnavailable>
    signIns(
      query: PageQuery,
    ): Effect.Effect<
      { readonly items: ReadonlyArray<typeof SignIn.Type>; readonly next_cursor: string | null },
      InvalidCursor,
      Own
    >
  }
>()("@tango/identity/Accounts") {
  static readonly layer = Layer.effect(
    Accounts,
    Effect.gen(function* () {
      const stytch = yield* Stytch
      const attempts = yield* Attempts
      const sessions = yield* Sessions
      const readModel = yield* ReadModel
      const tenantSql = yield* TenantSql
      const publicUrl = yield* Config.String("PUBLIC_URL")

      const view = Effect.fnUntraced(function* (member: Member, organization: Organization) {
        const tenant = yield* CurrentTenant
        const memberId = MemberId.make(member.member_id)
        const [change] = yield* tenantSql.read((sql) => findEmailChange(sql, tenant, memberId))
        const pending = change !== undefined && change.new_email !== member.email_address && change.live
        return {
          memberId,
          email: member.email_address,
          pendingEmail: pending ? change.new_email : null,
          name: member.name,
          hasPassword: member.member_password_id !== "",
          secondFactor: {
            totp: member.totp_registration_id !== "",
            phone: member.mfa_phone_number_verified ? maskedPhone(member.mfa_phone_number) : null,
            required: organization.mfa_policy === "REQUIRED_FOR_ALL",
          },
        }
      })

      const get = Effect.gen(function* () {
        const { memberId, organizationId } = yield* currentMember
        const found = yield* stytch
          .read("organizations.members.get", (client) =>
            client.organizations.members.get({ organization_id: organizationId, member_id: memberId }),
          )
          // A member that is gone has no account any more; its JWT ends within minutes.
          .pipe(Effect.catchTag("StytchRefused", (refusal) => Effect.die(refusal)))
        return yield* view(found.member, found.organization)
      }).pipe(Effect.withSpan("Accounts.get"))

      const rename = Effect.fn("Accounts.rename")(function* (who: FreshMember, name: string) {
        const changed = yield* stytch
          .call("organizations.members.update", (client) =>
            client.organizations.members.update({
              organization_id: who.organization.organization_id,
              member_id: who.memberId,
              name,
            }),
          )
          .pipe(Effect.catchTag("StytchRefused", (refusal) => Effect.die(refusal)))
        yield* readModel.apply({
          organization: organizationSnapshot(changed.organization),
          member: memberSnapshot(changed.member),
          actor: { kind: "member", id: who.memberId },
        })
        return yield* view(changed.member, changed.organization)
      })

      const changeEmail = Effect.fn("Accounts.changeEmail")(function* (who: FreshMember, email: string) {
        const { organizationId } = yield* currentMember
        yield* attempts.count("emailChange", who.memberId)
        if (email === who.member.email_address) return yield* new EmailTaken({})
        yield* stytch
          .call("magicLinks.email.loginOrSignup", (client) =>
            client.magicLinks.email.loginOrSignup({
              organization_id: organizationId,
              email_address: who.member.email_address,
              login_redirect_url: `${publicUrl}/confirm-email`,
            }),
          )
          .pipe(refusedAs(() => new EmailTaken({})))
        yield* tenantSql.transaction(
          Effect.gen(function* () {
            const sql = yield* Transaction
            yield* putEmailChange(sql, organizationId, who.memberId, who.member.email_address, email)
            yield* audit({
              actor: { kind: "member", id: who.memberId },
              action: "member.email_change_asked",
              target: { type: "member", id: who.memberId },
            })
          }),
        )
      })

      const confirm = Effect.fn("Accounts.confirmEmailChange")(function* (token: string) {
        const proof = yield* stytch
          .call("magicLinks.authenticate", (client) => client.magicLinks.authenticate({ magic_links_token: token }))
          .pipe(refusedAs(() => new LinkInvalid({})))
        // The link shows who has the address; a log-in is not what it is for.
        if (proof.session_token !== "") yield* sessions.logOut(proof.session_token)
        const organizationId = OrganizationId.make(proof.organization_id)
        const memberId = MemberId.make(proof.member_id)
        const [row] = yield* tenantSql
          .transaction(Effect.flatMap(Transaction, (sql) => confirmEmailChange(sql, organizationId, memberId)))
          .pipe(Effect.provideService(CurrentTenant, organizationId))
        if (row === undefined || row.old_email !== proof.member.email_address) return yield* new LinkInvalid({})
        yield* stytch
          .call("organizations.members.startEmailUpdate", (client) =>
            client.organizations.members.startEmailUpdate({
              organization_id: organizationId,
              member_id: memberId,
              email_address: row.new_email,
              login_redirect_url: `${publicUrl}/authenticate`,
            }),
          )
          .pipe(refusedAs(() => new EmailTaken({})))
        return row.new_email
      })

      const signIns = Effect.fn("Accounts.signIns")(function* (query: PageQuery) {
        const { memberId, organizationId } = yield* currentMember
        const before = yield* fromCursor(query, Schema.String.check(Schema.isUUID()))
        const size = pageSize(query)
        const rows = yield* tenantSql.read((sql) => listSignIns(sql, organizationId, memberId, before, size + 1))
        return toPage(
          rows,
          size,
          (row) => row.sign_in_id,
          (row) => ({
            signInId: row.sign_in_id,
            sessionId: row.session_id,
            method: row.method,
            address: row.address,
            userAgent: row.user_agent,
            at: row.at,
          }),
        )
      })

      return Accounts.of({ get, rename, changeEmail, confirmEmailChange: confirm, signIns })
    }),
  )
}
