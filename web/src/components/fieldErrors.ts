import { ApiError } from "../api/ApiError.ts"
import { texts } from "../texts.ts"

/** A field's name is the last word in the path of what is wrong: a list's place says nothing to whoever filled it in. */
const fieldOf = (path: ReadonlyArray<string | number>): string =>
  path.slice(1).findLast((part) => typeof part === "string") ?? ""

/** What the contract refused, by field: what each has to look like. Empty for every other failure. */
export const fieldErrors = (error: unknown): ReadonlyMap<string, string> => {
  const problem = error instanceof ApiError ? error.problem : undefined
  if (problem?._tag !== "InvalidRequest") return new Map()
  return new Map(
    problem.errors
      .map(({ path }) => fieldOf(path))
      .filter((field) => field !== "")
      .map((field) => [field, texts.errors.fields[field] ?? texts.errors.field(field)]),
  )
}

/** What is wrong with one field, where the page can say it there. */
export const fieldError = (error: unknown, field: string): string | undefined => fieldErrors(error).get(field)
