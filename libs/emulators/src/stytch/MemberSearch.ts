import type { Member, SearchQuery, SearchQueryOperand } from "stytch"
import { StytchFailure } from "./Errors.ts"
import type { ErrorType } from "./Errors.ts"
import { allOrAny, booleanIn, contains, isAmong, textsIn } from "./SearchTerms.ts"

const statuses = ["active", "pending", "invited", "deleted"]

const memberOperand = (operand: SearchQueryOperand): ((member: Member) => boolean) => {
  const subject = "member_search"
  const among = (actual: (member: Member) => ReadonlyArray<string | undefined>) => {
    const wanted = textsIn(subject, operand)
    return (member: Member) => isAmong(wanted, actual(member))
  }
  const fuzzy = (tooShort: ErrorType, actual: (member: Member) => ReadonlyArray<string>) => {
    const test = contains(subject, operand, tooShort)
    test([])
    return (member: Member) => test(actual(member))
  }
  switch (operand.filter_name) {
    case "member_ids":
      return among((each) => [each.member_id, each.external_id])
    case "member_emails":
      return among((each) => [each.email_address])
    case "member_email_fuzzy":
      return fuzzy("member_search_member_email_fuzzy_too_short", (each) => [each.email_address])
    case "member_is_breakglass": {
      const wanted = booleanIn(subject, operand)
      return (each) => each.is_breakglass === wanted
    }
    case "statuses":
      if (!textsIn(subject, operand).every((status) => statuses.includes(status)))
        throw new StytchFailure("search_invalid_status_filter")
      return among((each) => [each.status])
    case "member_phone_numbers":
    case "member_mfa_phone_numbers":
      return among((each) => [each.mfa_phone_number])
    case "member_phone_number_fuzzy":
    case "member_mfa_phone_number_fuzzy":
      return fuzzy("member_search_member_mfa_phone_number_fuzzy_too_short", (each) => [each.mfa_phone_number])
    case "member_roles":
      return among((each) => each.roles.map(({ role_id }) => role_id))
    case "member_password_exists": {
      const wanted = booleanIn(subject, operand)
      return (each) => (each.member_password_id !== "") === wanted
    }
    case "member_totp_exists": {
      const wanted = booleanIn(subject, operand)
      return (each) => (each.totp_registration_id !== "") === wanted
    }
    default:
      throw new StytchFailure("member_search_filter_name_not_recognized")
  }
}

/** The test that a query is of members; the deleted ones pass only a query that names statuses. */
export const memberTest = (query: SearchQuery | undefined): ((member: Member) => boolean) => {
  const test = allOrAny(query, memberOperand)
  const namesStatuses = query?.operands.some(({ filter_name }) => filter_name === "statuses") ?? false
  return (member) => (namesStatuses || member.status !== "deleted") && test(member)
}
