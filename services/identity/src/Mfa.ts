import {
  CodeInvalid,
  SecondFactorExists,
  SecondFactorNeeded,
  type SecondFactorUnproved,
  type PhoneRefused,
  type TotpEnrolment,
} from "@tango/contracts/api/IdentityApi"
import { currentMember, type CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { NotFound, type ProviderUnavailable, type TooManyRequests } from "@tango/contracts/Problem"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { B2BClient, Member, Organization } from "stytch"
import { Attempts } from "./Attempts.ts"
import { audit } from "./AuditTrail.ts"
import type { FreshMember } from "./domain/FreshMember.ts"
import { enrolmentRefused, smsRefused } from "./SecondFactors.ts"
import { refusedAs, Stytch } from "./Stytch.ts"

type Own<A, E> = Effect.Effect<A, E | TooManyRequests | ProviderUnavailable, CurrentPrincipal | CurrentTenant>

/** A member's own second factors. An administrator's reset of somebody's is among the changes of members. */
export class Mfa extends Context.Service<
  Mfa,
  {
    enrolTotp(who: FreshMember): Own<typeof TotpEnrolment.Type, SecondFactorExists | SecondFactorUnproved>
    confirmTotp(who: FreshMember, code: string): Own<void, CodeInvalid>
    /** Refused for the last factor where the organization demands one. */
    removeTotp(who: FreshMember): Own<void, SecondFactorNeeded>
    enrolSms(who: FreshMember, phone: string): Own<void, PhoneRefused | SecondFactorExists | SecondFactorUnproved>
    confirmSms(who: FreshMember, code: string): Own<void, CodeInvalid>
    removeSms(who: FreshMember): Own<void, SecondFactorNeeded>
    rotateRecoveryCodes(who: FreshMember): Own<ReadonlyArray<string>, NotFound>
  }
>()("@tango/identity/Mfa") {
  static readonly layer = Layer.effect(
    Mfa,
    Effect.gen(function* () {
      const stytch = yield* Stytch
      const attempts = yield* Attempts
      const tenantSql = yield* TenantSql

      const record = (action: string) =>
        Effect.gen(function* () {
          const { actor, memberId } = yield* currentMember
          yield* tenantSql.transaction(audit({ actor, action, target: { type: "member", id: memberId } }))
        })

      const enrolTotp = Effect.fn("Mfa.enrolTotp")(function* (who: FreshMember) {
        const created = yield* stytch
          .call("totps.create", (client) => client.totps.create(asked(who)))
          .pipe(refusedAs(enrolmentRefused))
        return { secret: created.secret, qrCode: created.qr_code, recoveryCodes: created.recovery_codes }
      })

      const confirm = (who: FreshMember, kind: string, name: string, run: (client: B2BClient) => Promise<unknown>) =>
        Effect.gen(function* () {
          yield* attempts.count("code", who.memberId)
          yield* stytch.call(name, run).pipe(refusedAs(() => new CodeInvalid({})))
          yield* attempts.forget("code", who.memberId)
          yield* record(`second_factor.${kind}_added`)
        })

      const confirmTotp = Effect.fn("Mfa.confirmTotp")((who: FreshMember, code: string) =>
        confirm(who, "totp", "totps.authenticate", (client) =>
          client.totps.authenticate({ ...asked(who), code, set_mfa_enrollment: "enroll" }),
        ),
      )
      const confirmSms = Effect.fn("Mfa.confirmSms")((who: FreshMember, code: string) =>
        confirm(who, "sms", "otps.sms.authenticate", (client) =>
          client.otps.sms.authenticate({ ...asked(who), code, set_mfa_enrollment: "enroll" }),
        ),
      )

      const enrolSms = Effect.fn("Mfa.enrolSms")(function* (who: FreshMember, phone: string) {
        if (who.member.mfa_phone_number_verified) return yield* new SecondFactorExists({})
        yield* attempts.count("sms", who.memberId)
        // A number that was never confirmed stands in the way of another one.
        if (who.member.mfa_phone_number !== "" && who.member.mfa_phone_number !== phone) yield* deletePhone(who.member)
        yield* stytch
          .call("otps.sms.send", (client) => client.otps.sms.send({ ...asked(who), mfa_phone_number: phone }))
          .pipe(refusedAs(smsRefused))
      })

      const gone = <A, E, R>(effect: Effect.Effect<A, E | { readonly _tag: "StytchRefused" }, R>) =>
        Effect.asVoid(Effect.catchTag(effect, "StytchRefused", () => Effect.void))

      const deletePhone = ({ member_id, organization_id }: Member) =>
        gone(
          stytch.call("organizations.members.deleteMFAPhoneNumber", (client) =>
            client.organizations.members.deleteMFAPhoneNumber({ organization_id, member_id }),
          ),
        )
      const deleteTotp = ({ member_id, organization_id }: Member) =>
        gone(
          stytch.call("organizations.members.deleteTOTP", (client) =>
            client.organizations.members.deleteTOTP({ organization_id, member_id }),
          ),
        )
      /** Without a factor nobody is asked for one, unless the organization demands it. */
      const leave = ({ member_id, organization_id }: Member) =>
        gone(
          stytch.call("organizations.members.update", (client) =>
            client.organizations.members.update({ organization_id, member_id, mfa_enrolled: false }),
          ),
        )

      const remove = (
        who: FreshMember,
        kind: string,
        others: boolean,
        deleteFactor: (member: Member) => Effect.Effect<void, ProviderUnavailable>,
      ) =>
        Effect.gen(function* () {
          if (!others && isDemanded(who.organization)) return yield* new SecondFactorNeeded({})
          yield* deleteFactor(who.member)
          if (!others) yield* leave(who.member)
          yield* record(`second_factor.${kind}_removed`)
        })

      const removeTotp = Effect.fn("Mfa.removeTotp")((who: FreshMember) =>
        remove(who, "totp", who.member.mfa_phone_number_verified, deleteTotp),
      )
      const removeSms = Effect.fn("Mfa.removeSms")((who: FreshMember) =>
        remove(who, "sms", who.member.totp_registration_id !== "", deletePhone),
      )

      const rotateRecoveryCodes = Effect.fn("Mfa.rotateRecoveryCodes")(function* (who: FreshMember) {
        const { member_id, organization_id } = asked(who)
        const rotated = yield* stytch
          .call("recoveryCodes.rotate", (client) => client.recoveryCodes.rotate({ organization_id, member_id }))
          .pipe(refusedAs(() => new NotFound({})))
        yield* record("second_factor.recovery_codes_rotated")
        return rotated.recovery_codes
      })

      return Mfa.of({
        enrolTotp,
        confirmTotp,
        removeTotp,
        enrolSms,
        confirmSms,
        removeSms,
        rotateRecoveryCodes,
      })
    }),
  )
}

const isDemanded = (organization: Organization): boolean => organization.mfa_policy === "REQUIRED_FOR_ALL"

const asked = ({ jwt, memberId, organization }: FreshMember) => ({
  organization_id: organization.organization_id,
  member_id: memberId,
  session_jwt: jwt,
})
