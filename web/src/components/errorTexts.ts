import { ApiError } from "@/api/ApiError.ts"
import { texts } from "@/texts.ts"

export const errorTitle = (error: unknown): string => {
  if (!(error instanceof ApiError)) return texts.errors.unexpected
  if (error.problem) return texts.errors.problems[error.problem.code]
  return error.kind === "unreachable" ? texts.errors.unreachable : texts.errors.unexpected
}

export const errorHint = (error: unknown): string | undefined => {
  if (!(error instanceof ApiError)) return texts.errors.unexpectedHint
  if (error.kind === "problem") return undefined
  return error.kind === "unreachable" ? texts.errors.unreachableHint : texts.errors.unexpectedHint
}
