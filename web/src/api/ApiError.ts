import type {} from "@tanstack/react-query"
import type { Problem } from "./problems.ts"

/**
 * What every failed call rejects with. `problem` is there when the API said what is wrong; `unreachable` means that no
 * answer came, `unexpected` that the answer was not in the contract. `traceId` (32 hex digits) finds it in the logs.
 */
export class ApiError extends Error {
  readonly kind: "problem" | "unreachable" | "unexpected"
  readonly traceId: string
  readonly problem: Problem | undefined

  constructor(kind: ApiError["kind"], traceId: string, problem?: Problem, cause?: unknown) {
    super(problem?.title ?? kind, { cause })
    this.name = "ApiError"
    this.kind = kind
    this.traceId = traceId
    this.problem = problem
  }
}

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: ApiError
  }
}
