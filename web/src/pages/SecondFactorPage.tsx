import { SecondFactorMethod } from "@tango/contracts/api/IdentityApi"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Link, useLocation } from "react-router"
import { Button } from "@/components/ui/button.tsx"
import { SecondStepChallenge } from "@/session/SecondStepChallenge.tsx"
import { SecondStepEnrolment } from "@/session/SecondStepEnrolment.tsx"
import { pendingStep } from "@/session/stepUp.ts"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { texts } from "@/texts.ts"

const decode = Schema.decodeUnknownOption(
  Schema.Struct({
    organizationId: OrganizationId,
    organizationName: Schema.String,
    memberId: MemberId,
    methods: Schema.Array(SecondFactorMethod),
    enrol: Schema.Array(SecondFactorMethod),
    phone: Schema.NullOr(Schema.String),
    smsSent: Schema.Boolean,
  }),
)

/** The second step of a log-in, or of a session that its organization asks to step up. */
export function Component() {
  const step = Option.getOrUndefined(decode(useLocation().state)) ?? pendingStep()
  const { secondFactor } = texts
  if (!step) {
    return (
      <AuthLayout title={secondFactor.expiredTitle} text={secondFactor.expiredText}>
        <Button asChild size="lg">
          <Link to="/login">{texts.organizations.toLogIn}</Link>
        </Button>
      </AuthLayout>
    )
  }
  const enrols = step.methods.length === 0
  return (
    <AuthLayout
      title={enrols ? secondFactor.enrolTitle : secondFactor.title}
      text={(enrols ? secondFactor.enrolText : secondFactor.text)(step.organizationName)}
    >
      {enrols ? <SecondStepEnrolment step={step} /> : <SecondStepChallenge step={step} />}
    </AuthLayout>
  )
}
