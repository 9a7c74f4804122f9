import type { Organization } from "stytch"
import { issueCode } from "./Codes.ts"
import { StytchFailure } from "./Errors.ts"
import { codeMail } from "./Mails.ts"
import type { Project } from "./Project.ts"

/** One code counts for an address in the whole project (discovery), and one in each organization. */
export const emailCodeKey = (email: string, organization?: Organization): string =>
  `email:${organization?.organization_id ?? "discovery"}:${email}`

/** Mails a code of `minutes`, 10 unless asked otherwise; it replaces the one before. */
export const sendEmailCode = (project: Project, key: string, email: string, minutes = 10): void => {
  if (minutes < 2 || minutes > 15) throw new StytchFailure("invalid_expiration_otp")
  project.deliver.mail({ to: email, ...codeMail(issueCode(project, key, email, minutes), minutes) })
}
