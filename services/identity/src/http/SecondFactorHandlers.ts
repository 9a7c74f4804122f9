import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import type { MemberId, OrganizationId } from "@tango/contracts/Ids"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { SecondFactors } from "../SecondFactors.ts"
import { LogInAnswers } from "./LogInAnswers.ts"

interface InProgress {
  readonly organizationId: OrganizationId
  readonly memberId: MemberId
  readonly intermediateSessionToken?: string
  readonly sessionToken?: string
}

export const layerSecondFactorHandlers = HttpApiBuilder.group(
  IdentityApi,
  "secondFactor",
  Effect.fnUntraced(function* (handlers) {
    const factors = yield* SecondFactors
    const answers = yield* LogInAnswers

    const who = ({ memberId, organizationId, ...tokens }: InProgress) =>
      Effect.map(answers.proof(tokens), (proof) => ({ organizationId, memberId, proof }))

    return handlers
      .handle("totp", ({ payload }) =>
        who(payload).pipe(
          Effect.flatMap((halfWay) => factors.totp(halfWay, payload.code)),
          Effect.flatMap((open) => answers.entered(open, payload.transport)),
          answers.guarded,
        ),
      )
      .handle("sms", ({ payload }) =>
        who(payload).pipe(
          Effect.flatMap((halfWay) => factors.sms(halfWay, payload.code)),
          Effect.flatMap((open) => answers.entered(open, payload.transport)),
          answers.guarded,
        ),
      )
      .handle("recover", ({ payload }) =>
        who(payload).pipe(
          Effect.flatMap((halfWay) => factors.recover(halfWay, payload.recoveryCode)),
          Effect.flatMap((open) => answers.entered(open, payload.transport)),
          answers.guarded,
        ),
      )
      .handle("sendSms", ({ payload }) =>
        who(payload).pipe(
          Effect.flatMap((halfWay) => factors.sendSms(halfWay, payload.phone)),
          answers.guarded,
        ),
      )
      .handle("enrolTotp", ({ payload }) => who(payload).pipe(Effect.flatMap(factors.enrolTotp), answers.guarded))
  }),
)
