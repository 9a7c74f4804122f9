import type { SearchQuery, SearchQueryOperand } from "stytch"
import { StytchFailure } from "./Errors.ts"
import type { ErrorType } from "./Errors.ts"

/** What is searched for, as the names of the refusals begin. */
export type Subject = "member_search" | "organization_search"

export const textsIn = (subject: Subject, operand: SearchQueryOperand): ReadonlyArray<string> => {
  const wanted: unknown = operand["filter_value"]
  if (!Array.isArray(wanted) || !wanted.every((value) => typeof value === "string"))
    throw new StytchFailure(`${subject}_expected_array_of_strings`)
  return wanted.map((value) => String(value).toLowerCase())
}

export const isAmong = (wanted: ReadonlyArray<string>, actual: ReadonlyArray<string | undefined>): boolean =>
  actual.some((each) => each !== undefined && each !== "" && wanted.includes(each.toLowerCase()))

export const contains =
  (subject: Subject, operand: SearchQueryOperand, tooShort: ErrorType) =>
  (actual: ReadonlyArray<string>): boolean => {
    const wanted: unknown = operand["filter_value"]
    if (typeof wanted !== "string") throw new StytchFailure(`${subject}_expected_string`)
    if (wanted.length < 3) throw new StytchFailure(tooShort)
    return actual.some((each) => each.toLowerCase().includes(wanted.toLowerCase()))
  }

export const booleanIn = (subject: Subject, operand: SearchQueryOperand): boolean => {
  const wanted: unknown = operand["filter_value"]
  if (typeof wanted !== "boolean") throw new StytchFailure(`${subject}_expected_boolean`)
  return wanted
}

export const allOrAny = <A>(
  query: SearchQuery | undefined,
  testOf: (operand: SearchQueryOperand) => (subject: A) => boolean,
): ((subject: A) => boolean) => {
  if (query && !Array.isArray(query.operands)) throw new StytchFailure("bad_request", "query.operands must be a list.")
  if (query?.operator && !["AND", "OR"].includes(query.operator))
    throw new StytchFailure("bad_request", "query.operator must be AND or OR.")
  const tests = (query?.operands ?? []).map(testOf)
  if (tests.length === 0) return () => true
  return query?.operator === "OR"
    ? (subject) => tests.some((test) => test(subject))
    : (subject) => tests.every((test) => test(subject))
}
