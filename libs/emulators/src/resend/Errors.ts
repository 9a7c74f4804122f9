import type { ErrorResponse } from "resend"
import type { ContentfulStatusCode } from "hono/utils/http-status"

export type ErrorName = ErrorResponse["name"]

/** Thrown by whatever refuses a request; the app answers with it in Resend's shape. */
export class ResendFailure extends Error {
  readonly status: ContentfulStatusCode
  readonly code: ErrorName
  constructor(status: ContentfulStatusCode, code: ErrorName, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export const errorBody = (statusCode: number, name: ErrorName, message: string): ErrorResponse => ({
  statusCode,
  name,
  message,
})

/** The error that stands for a status, when a fault asks for nothing but the status. */
export const nameForStatus = (status: number): ErrorName =>
  status === 429 ? "rate_limit_exceeded" : status >= 500 ? "internal_server_error" : "validation_error"
