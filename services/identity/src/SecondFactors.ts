import {
  CodeInvalid,
  PhoneRefused,
  SecondFactorExists,
  SecondFactorUnproved,
  SessionEnded,
  type TotpEnrolment,
} from "@tango/contracts/api/IdentityApi"
import type { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { type ProviderUnavailable, TooManyRequests } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { B2BClient } from "stytch"
import { Attempts } from "./Attempts.ts"
import type { AuthResult, OpenSession } from "./domain/LogIn.ts"
import type { Proof } from "./Entrances.ts"
import { Opening } from "./Opening.ts"
import { sessionDurationMinutes } from "./SessionDuration.ts"
import { refusedAs, Stytch, type StytchRefused } from "./Stytch.ts"

const session_duration_minutes = sessionDurationMinutes

/** Whose second factor it is, and the token of the log-in (or of the session that steps up). */
export interface HalfWay {
  readonly organizationId: OrganizationId
  readonly memberId: MemberId
  readonly proof: Proof
}

type Opened = Effect.Effect<OpenSession, CodeInvalid | SessionEnded | TooManyRequests | ProviderUnavailable>
type Authenticated = Omit<AuthResult, "member_authenticated">

/** The second step of a log-in. A right code of a factor that is new enrols its owner. */
export class SecondFactors extends Context.Service<
  SecondFactors,
  {
    totp(who: HalfWay, code: string): Opened
    sms(who: HalfWay, code: string): Opened
    recover(who: HalfWay, recoveryCode: string): Opened
    sendSms(
      who: HalfWay,
      phone: string | undefined,
    ): Effect.Effect<void, PhoneRefused | SecondFactorUnproved | SessionEnded | TooManyRequests | ProviderUnavailable>
    enrolTotp(
      who: HalfWay,
    ): Effect.Effect<
      typeof TotpEnrolment.Type,
      SecondFactorExists | SecondFactorUnproved | SessionEnded | TooManyRequests | ProviderUnavailable
    >
  }
>()("@tango/identity/SecondFactors") {
  static readonly layer = Layer.effect(
    SecondFactors,
    Effect.gen(function* () {
      const stytch = yield* Stytch
      const attempts = yield* Attempts
      const opening = yield* Opening

      const finish = (who: HalfWay, name: string, run: (client: B2BClient) => Promise<Authenticated>): Opened =>
        Effect.gen(function* () {
          yield* attempts.count("code", who.memberId)
          const result = yield* stytch.call(name, run).pipe(refusedAs(codeRefused))
          yield* attempts.forget("code", who.memberId)
          // A session that steps up keeps its token: Stytch need not repeat it.
          const session_token =
            result.session_token === "" && who.proof._tag === "Session" ? who.proof.token : result.session_token
          return yield* opening
            .opened({ ...result, session_token, member_authenticated: true })
            .pipe(Effect.catchTag("LogInUnfinished", () => Effect.fail(new SessionEnded({}))))
        })

      const totp = Effect.fn("SecondFactors.totp")((who: HalfWay, code: string) =>
        finish(who, "totps.authenticate", (client) =>
          client.totps.authenticate({ ...asked(who), code, session_duration_minutes, set_mfa_enrollment: "enroll" }),
        ),
      )
      const sms = Effect.fn("SecondFactors.sms")((who: HalfWay, code: string) =>
        finish(who, "otps.sms.authenticate", (client) =>
          client.otps.sms.authenticate({ ...asked(who), code, session_duration_minutes, set_mfa_enrollment: "enroll" }),
        ),
      )
      const recover = Effect.fn("SecondFactors.recover")((who: HalfWay, recoveryCode: string) =>
        finish(who, "recoveryCodes.recover", (client) =>
          client.recoveryCodes.recover({ ...asked(who), recovery_code: recoveryCode, session_duration_minutes }),
        ),
      )

      const sendSms = Effect.fn("SecondFactors.sendSms")(function* (who: HalfWay, phone: string | undefined) {
        yield* attempts.count("sms", who.memberId)
        yield* stytch
          .call("otps.sms.send", (client) =>
            client.otps.sms.send({ ...asked(who), ...(phone === undefined ? {} : { mfa_phone_number: phone }) }),
          )
          .pipe(refusedAs((refusal) => (isEnded(refusal) ? new SessionEnded({}) : smsRefused(refusal))))
      })

      const enrolTotp = Effect.fn("SecondFactors.enrolTotp")(function* (who: HalfWay) {
        yield* attempts.count("code", who.memberId)
        const created = yield* stytch
          .call("totps.create", (client) => client.totps.create(asked(who)))
          .pipe(refusedAs((refusal) => (isEnded(refusal) ? new SessionEnded({}) : enrolmentRefused(refusal))))
        return { secret: created.secret, qrCode: created.qr_code, recoveryCodes: created.recovery_codes }
      })

      return SecondFactors.of({ totp, sms, recover, sendSms, enrolTotp })
    }),
  )
}

const asked = ({ memberId, organizationId, proof }: HalfWay) => ({
  organization_id: organizationId,
  member_id: memberId,
  ...(proof._tag === "Session" ? { session_token: proof.token } : { intermediate_session_token: proof.token }),
})

const ended = new Set([
  "intermediate_session_not_found",
  "session_not_found",
  "member_not_found",
  "organization_not_found",
  "unauthorized_credentials",
])
const isEnded = ({ errorType }: StytchRefused): boolean => ended.has(errorType)

const codeRefused = (refusal: StytchRefused): CodeInvalid | SessionEnded | TooManyRequests => {
  if (refusal.errorType === "user_lock_limit_reached") return new TooManyRequests({ retryAfterSeconds: 3600 })
  // In some of Stytch's own examples this is a wrong code.
  if (refusal.errorType === "unauthorized_credentials") return new CodeInvalid({})
  return isEnded(refusal) ? new SessionEnded({}) : new CodeInvalid({})
}

/** Why no message could be sent. */
export const smsRefused = ({ errorType }: StytchRefused): PhoneRefused | SecondFactorUnproved | TooManyRequests => {
  if (errorType === "user_lock_limit_reached") return new TooManyRequests({ retryAfterSeconds: 3600 })
  return unproved.has(errorType) ? new SecondFactorUnproved({}) : new PhoneRefused({})
}

/** Why no authenticator app could be set up. */
export const enrolmentRefused = ({ errorType }: StytchRefused): SecondFactorExists | SecondFactorUnproved =>
  unproved.has(errorType) ? new SecondFactorUnproved({}) : new SecondFactorExists({})

const unproved = new Set(["insufficient_factors", "operation_restricted_by_organization_mfa_methods"])
