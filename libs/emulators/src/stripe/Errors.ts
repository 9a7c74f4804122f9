import type { Decline } from "./Cards.ts"

/** The body of an error on the wire, without its envelope. */
export interface ErrorBody {
  type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error"
  message: string
  code?: string
  decline_code?: string
  param?: string
  doc_url?: string
  request_log_url?: string
  charge?: string
  payment_intent?: object
  payment_method?: object
  setup_intent?: object
}

/** Thrown by a handler, answered as `{"error":{...}}` with this status. */
export class StripeFailure extends Error {
  readonly status: number
  readonly body: ErrorBody
  /** Whether what was done before stays, as a refused payment does. */
  readonly keeps: boolean

  constructor(status: number, body: ErrorBody, keeps = false) {
    super(body.message)
    this.status = status
    this.keeps = keeps
    this.body = body.code
      ? { ...body, doc_url: `https://stripe.com/docs/error-codes/${body.code.replaceAll("_", "-")}` }
      : body
  }
}

export const invalid = (message: string, details: { code?: string; param?: string } = {}): StripeFailure =>
  new StripeFailure(400, { type: "invalid_request_error", message, ...details })

export const missingParameter = (param: string): StripeFailure =>
  invalid(`Missing required param: ${param}.`, { code: "parameter_missing", param })

export const unknownParameter = (param: string): StripeFailure =>
  invalid(`Received unknown parameter: ${param}`, { code: "parameter_unknown", param })

/** 404 for the resource that a path names. */
export const noSuchResource = (kind: string, id: string): StripeFailure =>
  new StripeFailure(404, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${kind}: '${id}'`,
    param: "id",
  })

/** 400 for a resource that a parameter names, as Stripe answers it. */
export const noSuchReference = (kind: string, id: string, param: string): StripeFailure =>
  invalid(`No such ${kind}: '${id}'`, { code: "resource_missing", param })

/** 402 for a card that was refused; `kept` says what came of the attempt, which then stays. */
export const cardDeclined = (
  decline: Decline,
  kept?: { charge?: string; payment_intent?: object; setup_intent?: object },
): StripeFailure =>
  new StripeFailure(
    402,
    {
      type: "card_error",
      code: decline.code,
      message: decline.message,
      ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }),
      ...kept,
    },
    kept !== undefined,
  )
