import type { Hono } from "hono"
import { StripeFailure } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { apiVersion } from "./Wire.ts"

/** What is sent back, before the headers that every answer has. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers?: Record<string, string>
}

export const failureAnswer = (failure: unknown, requestId: string): Answer => {
  const known =
    failure instanceof StripeFailure
      ? failure
      : new StripeFailure(500, { type: "api_error", message: `The emulator failed: ${String(failure)}` })
  const url = `https://dashboard.stripe.com/test/logs/${requestId}`
  return { status: known.status, body: JSON.stringify({ error: { ...known.body, request_log_url: url } }) }
}

export const toResponse = (answer: Answer, requestId: string, headers: Record<string, string> = {}): Response =>
  new Response(answer.body, {
    status: answer.status,
    headers: {
      "content-type": "application/json",
      "request-id": requestId,
      ...(answer.status === 429 ? { "stripe-rate-limited-reason": "endpoint-rate" } : {}),
      "stripe-version": apiVersion,
      ...headers,
      ...answer.headers,
    },
  })

const failed = (failure: unknown): Response => {
  const requestId = newId("req", 14)
  return toResponse(failureAnswer(failure, requestId), requestId)
}

/** Anything else is an error in Stripe's form: its client takes an answer without `error` for success. */
export const addFallback = (app: Hono): void => {
  app.notFound((context) => {
    const { method, path } = context.req
    const message = `Unrecognized request URL (${method}: ${path}).`
    return failed(new StripeFailure(404, { type: "invalid_request_error", message }))
  })
  app.onError(failed)
}
