import { AlreadyAMember, InvitationOutcome, InvitationRefused, Member } from "@tango/contracts/api/IdentityApi"
import { EmailAddress } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import { currentMember, type CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import type { IdempotencyKeyReused, ProviderUnavailable } from "@tango/contracts/Problem"
import { idempotent } from "@tango/service/Idempotency"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { toStytchRole } from "./domain/Roles.ts"
import { memberSnapshot, organizationSnapshot } from "./domain/Snapshots.ts"
import { findMember, toMember } from "./persistence/MemberRows.ts"
import { ReadModel } from "./ReadModel.ts"
import { refusedAs, Stytch, type StytchRefused } from "./Stytch.ts"

type MemberView = typeof Member.Type
type Outcome = typeof InvitationOutcome.Type
type Acting = CurrentTenant | CurrentPrincipal

export interface Invitation {
  readonly email: string
  readonly role: Role
  readonly name: string | undefined
  readonly idempotencyKey: string | undefined
}

export interface InvitationList {
  readonly emails: ReadonlyArray<string>
  readonly role: Role
  readonly idempotencyKey: string | undefined
}

/** Invitations, whose mails Stytch sends; inviting somebody again sends it again. */
export class Invitations extends Context.Service<
  Invitations,
  {
    invite(
      invitation: Invitation,
    ): Effect.Effect<
      MemberView,
      AlreadyAMember | InvitationRefused | IdempotencyKeyReused | ProviderUnavailable,
      Acting
    >
    /** One result for each different address, in the order given; one that fails does not hold up the others. */
    inviteList(list: InvitationList): Effect.Effect<ReadonlyArray<Outcome>, IdempotencyKeyReused, Acting>
  }
>()("@tango/identity/Invitations") {
  static readonly layer = Layer.effect(
    Invitations,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const stytch = yield* Stytch
      const readModel = yield* ReadModel
      const publicUrl = yield* Config.String("PUBLIC_URL")

      const inviteIn = Effect.fnUntraced(function* (invitation: Omit<Invitation, "idempotencyKey">) {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        const principal = yield* currentMember
        const invited = yield* stytch
          .call("magicLinks.email.invite", (client) =>
            client.magicLinks.email.invite({
              organization_id: tenant,
              email_address: invitation.email,
              invite_redirect_url: `${publicUrl}/authenticate`,
              invited_by_member_id: principal.memberId,
              roles: [toStytchRole(invitation.role)],
              ...(invitation.name === undefined ? {} : { name: invitation.name }),
            }),
          )
          .pipe(refusedAs(toRefusal(invitation.email)))
        const member = memberSnapshot(invited.member)
        const organization = organizationSnapshot(invited.organization)
        yield* readModel.applyIn({ organization, member, actor: principal.actor })
        const [row] = yield* findMember(sql, tenant, member.memberId)
        return row === undefined ? yield* Effect.die("the member was written and is not there") : toMember(row)
      })

      const invite = Effect.fn("Invitations.invite")((invitation: Invitation) => {
        const { idempotencyKey: key, ...request } = invitation
        return tenantSql.transaction(
          idempotent(Member, { key, operation: "members.invite", request }, inviteIn(request)),
        )
      })

      const inviteOne = Effect.fnUntraced(function* (text: string, role: Role, key: string | undefined) {
        const email = yield* decodeAddress(text)
        return yield* invite({ email, role, name: undefined, idempotencyKey: key && `${key} ${email}` })
      })

      const inviteList = Effect.fn("Invitations.inviteList")(({ emails, idempotencyKey, role }: InvitationList) =>
        Effect.forEach(
          [...new Set(emails.map((email) => email.trim().toLowerCase()))].filter((email) => email !== ""),
          (email) =>
            inviteOne(email, role, idempotencyKey).pipe(
              Effect.as<Outcome>({ email, outcome: "invited" }),
              Effect.catchTags({
                SchemaError: () => Effect.succeed<Outcome>({ email, outcome: "invalid_address" }),
                AlreadyAMember: () => Effect.succeed<Outcome>({ email, outcome: "already_a_member" }),
                InvitationRefused: () => Effect.succeed<Outcome>({ email, outcome: "refused" }),
                ProviderUnavailable: () => Effect.succeed<Outcome>({ email, outcome: "unavailable" }),
              }),
            ),
          { concurrency: 4 },
        ),
      )

      return Invitations.of({ invite, inviteList })
    }),
  )
}

const decodeAddress = Schema.decodeUnknownEffect(EmailAddress)

const byRule = new Set(["invalid_email_for_invites", "invalid_email", "inactive_email", "email_invites_not_allowed"])

const toRefusal = (email: string) => (refusal: StytchRefused) =>
  byRule.has(refusal.errorType) ? new InvitationRefused({ email }) : new AlreadyAMember({ email })
