import type { Member, Organization, SearchQuery, SearchQueryOperand } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { membersOf } from "./Members.ts"
import type { Project } from "./Project.ts"

const valueOf = (operand: SearchQueryOperand): unknown => operand["filter_value"]

const isAmong = (operand: SearchQueryOperand, actual: ReadonlyArray<string>): boolean => {
  const wanted = valueOf(operand)
  if (!Array.isArray(wanted)) throw new StytchFailure("bad_request", `${operand.filter_name} takes a list.`)
  return wanted.some((value) => actual.some((each) => each.toLowerCase() === String(value).toLowerCase()))
}

const contains = (operand: SearchQueryOperand, actual: ReadonlyArray<string>): boolean => {
  const wanted = String(valueOf(operand)).toLowerCase()
  if (wanted.length < 3) throw new StytchFailure("bad_request", `${operand.filter_name} takes at least 3 characters.`)
  return actual.some((each) => each.toLowerCase().includes(wanted))
}

const holds = (query: SearchQuery | undefined, test: (operand: SearchQueryOperand) => boolean): boolean => {
  const operands = query?.operands ?? []
  if (operands.length === 0) return true
  return query?.operator === "OR" ? operands.some(test) : operands.every(test)
}

const unknownFilter = (operand: SearchQueryOperand) =>
  new StytchFailure("bad_request", `filter_name ${operand.filter_name} is unknown.`)

export const organizationMatches = (
  project: Project,
  organization: Organization,
  query: SearchQuery | undefined,
): boolean =>
  holds(query, (operand) => {
    const emails = () =>
      membersOf(project, organization.organization_id).flatMap(({ status, email_address }) =>
        status === "deleted" ? [] : [email_address],
      )
    switch (operand.filter_name) {
      case "organization_ids":
        return isAmong(operand, [organization.organization_id])
      case "organization_slugs":
        return isAmong(operand, [organization.organization_slug])
      case "organization_name_fuzzy":
        return contains(operand, [organization.organization_name])
      case "organization_slug_fuzzy":
        return contains(operand, [organization.organization_slug])
      case "member_emails":
        return isAmong(operand, emails())
      case "member_email_fuzzy":
        return contains(operand, emails())
      case "allowed_domains":
        return isAmong(operand, organization.email_allowed_domains)
      case "allowed_domain_fuzzy":
        return contains(operand, organization.email_allowed_domains)
      case "claimed_email_domains":
        return isAmong(operand, organization.claimed_email_domains)
      case "has_active_sso_connection":
        return organization.sso_active_connections.length > 0 === valueOf(operand)
      default:
        throw unknownFilter(operand)
    }
  })

/** Deleted members match only a query that names statuses. */
export const memberMatches = (member: Member, query: SearchQuery | undefined): boolean => {
  const namesStatuses = query?.operands.some(({ filter_name }) => filter_name === "statuses") ?? false
  if (member.status === "deleted" && !namesStatuses) return false
  return holds(query, (operand) => {
    switch (operand.filter_name) {
      case "member_ids":
        return isAmong(operand, [member.member_id])
      case "member_emails":
        return isAmong(operand, [member.email_address])
      case "member_email_fuzzy":
        return contains(operand, [member.email_address])
      case "member_is_breakglass":
        return member.is_breakglass === valueOf(operand)
      case "statuses":
        return isAmong(operand, [member.status])
      case "member_phone_numbers":
        return isAmong(operand, [member.mfa_phone_number])
      case "member_phone_number_fuzzy":
        return contains(operand, [member.mfa_phone_number])
      default:
        throw unknownFilter(operand)
    }
  })
}

/** One page of `limit` (100, at most 1000) from `cursor` on, which is the position as base64. */
export const page = <A>(found: ReadonlyArray<A>, { cursor, limit = 100 }: { cursor?: string; limit?: number }) => {
  const start = cursor ? Number(Buffer.from(cursor, "base64url").toString()) : 0
  if (!Number.isSafeInteger(start) || start < 0) throw new StytchFailure("bad_request", "cursor is malformed.")
  if (limit < 1 || limit > 1000) throw new StytchFailure("bad_request", "limit must be between 1 and 1000.")
  const end = start + limit
  const next = end < found.length ? { next_cursor: Buffer.from(String(end)).toString("base64url") } : {}
  return { items: found.slice(start, end), results_metadata: { total: found.length, ...next } }
}
