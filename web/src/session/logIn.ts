import type { LogIn, OrganizationChoice } from "@tango/contracts/api/IdentityApi"
import type { NavigateFunction } from "react-router"
import { session } from "@/api/api.ts"
import { takeReturn } from "@/lib/returnTo.ts"

export type Choice = typeof OrganizationChoice.Type

/** Goes on after a link or a password was right: into the organization, or to the choice of one. */
export const goOn = (logIn: typeof LogIn.Type, navigate: NavigateFunction): void => {
  if (logIn.status === "authenticated") {
    session.set(logIn.session)
    void navigate(takeReturn(), { replace: true })
  } else {
    void navigate("/organizations", { replace: true, state: logIn.choice })
  }
}
