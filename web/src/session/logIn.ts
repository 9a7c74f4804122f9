import type { LogIn, OrganizationChoice } from "@tango/contracts/api/IdentityApi"
import type { NavigateFunction } from "react-router"
import { session } from "@/api/api.ts"
import { ApiError } from "@/api/ApiError.ts"
import type { Session } from "@/api/SessionStore.ts"
import { takeReturn } from "@/lib/returnTo.ts"
import { forgetStep, toStep } from "./stepUp.ts"

export type Choice = typeof OrganizationChoice.Type

/** Into the organization, to what was asked for before the log-in. */
export const enter = (opened: Session, navigate: NavigateFunction): void => {
  forgetStep()
  session.set(opened)
  void navigate(takeReturn(), { replace: true })
}

/** Goes on after a link or a password was right: into the organization, or to the choice of one. */
export const goOn = (logIn: typeof LogIn.Type, navigate: NavigateFunction): void => {
  if (logIn.status === "authenticated") enter(logIn.session, navigate)
  else void navigate("/organizations", { replace: true, state: logIn.choice })
}

/** A log-in that was right and is not enough goes on elsewhere; false for every other failure. */
export const goOnElsewhere = (error: unknown, navigate: NavigateFunction): boolean => {
  const problem = error instanceof ApiError ? error.problem : undefined
  if (problem?._tag === "SecondFactorRequired") {
    void navigate("/second-factor", { replace: true, state: toStep(problem) })
    return true
  }
  if (problem?._tag === "OtherLogInRequired") {
    const { allowedMethods, organizationName, organizationSlug } = problem
    const state = { allowedMethods: [...allowedMethods], organizationName, organizationSlug }
    void navigate("/login/other", { replace: true, state })
    return true
  }
  return false
}
