import type { SecondFactorRequired } from "@tango/contracts/api/IdentityApi"

/** What a log-in in progress needs to know of its second step. */
export type SecondStep = Pick<
  SecondFactorRequired,
  "organizationId" | "organizationName" | "memberId" | "methods" | "enrol" | "phone" | "smsSent"
>

// A session that has to step up says so when it is refreshed, wherever that happens to be.
let pending: SecondStep | undefined

export const rememberStep = (step: SecondStep): void => {
  pending = step
}
export const pendingStep = (): SecondStep | undefined => pending
export const forgetStep = (): void => {
  pending = undefined
}

/** The plain values of the problem: history entries take nothing else. */
export const toStep = (problem: SecondFactorRequired): SecondStep => ({
  organizationId: problem.organizationId,
  organizationName: problem.organizationName,
  memberId: problem.memberId,
  methods: [...problem.methods],
  enrol: [...problem.enrol],
  phone: problem.phone,
  smsSent: problem.smsSent,
})
