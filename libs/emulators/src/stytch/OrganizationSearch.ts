import type { Organization, SearchQuery } from "stytch"
import { StytchFailure } from "./Errors.ts"
import type { ErrorType } from "./Errors.ts"
import type { Project } from "./Project.ts"
import { allOrAny, booleanIn, contains, isAmong, textsIn } from "./SearchTerms.ts"

/** The test that a query is of organizations; a query that cannot be understood is refused before anything is looked at. */
export const organizationTest = (
  project: Project,
  query: SearchQuery | undefined,
): ((organization: Organization) => boolean) => {
  const subject = "organization_search"
  const emailsOf = ({ organization_id }: Organization) =>
    project
      .membersByOrganization(organization_id)
      .flatMap(({ status, email_address }) => (status === "deleted" ? [] : [email_address]))
  return allOrAny(query, (operand) => {
    const { filter_name } = operand
    const among = (actual: (organization: Organization) => ReadonlyArray<string | undefined>) => {
      const wanted = textsIn(subject, operand)
      return (organization: Organization) => isAmong(wanted, actual(organization))
    }
    const fuzzy = (tooShort: ErrorType, actual: (organization: Organization) => ReadonlyArray<string>) => {
      const test = contains(subject, operand, tooShort)
      test([])
      return (organization: Organization) => test(actual(organization))
    }
    switch (filter_name) {
      case "organization_ids":
        return among((each) => [each.organization_id, each.organization_external_id])
      case "organization_slugs":
        return among((each) => [each.organization_slug])
      case "organization_name_fuzzy":
        return fuzzy(`${subject}_organization_name_fuzzy_too_short`, (each) => [each.organization_name])
      case "organization_slug_fuzzy":
        return fuzzy(`${subject}_organization_slug_fuzzy_too_short`, (each) => [each.organization_slug])
      case "member_emails":
        return among(emailsOf)
      case "member_email_fuzzy":
        return fuzzy(`${subject}_member_email_fuzzy_too_short`, emailsOf)
      case "allowed_domains":
        return among((each) => each.email_allowed_domains)
      case "allowed_domain_fuzzy":
        return fuzzy(`${subject}_allowed_domain_fuzzy_too_short`, (each) => each.email_allowed_domains)
      case "claimed_email_domains":
        return among((each) => each.claimed_email_domains)
      case "has_active_sso_connection": {
        const wanted = booleanIn(subject, operand)
        return (each) => each.sso_active_connections.length > 0 === wanted
      }
      case "sso_connection_id": {
        const wanted: unknown = operand["filter_value"]
        if (typeof wanted !== "string") throw new StytchFailure(`${subject}_expected_string`)
        return ({ organization_id }) => project.ssoConnections.get(wanted)?.organization_id === organization_id
      }
      default:
        throw new StytchFailure(`${subject}_filter_name_not_recognized`)
    }
  })
}
