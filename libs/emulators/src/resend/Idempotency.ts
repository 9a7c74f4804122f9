import { createHash } from "node:crypto"
import type { MiddlewareHandler } from "hono"
import type { Clock } from "../kit/Clock.ts"
import type { Store } from "../kit/Store.ts"
import { ResendFailure } from "./Errors.ts"

interface Remembered {
  readonly request: string
  readonly response: string
  readonly expiresAt: number
}

const lifetimeMilliseconds = 24 * 3_600_000

/** Answers a repeated request (`Idempotency-Key`, 24 h) with the first one's success; another request under the key is a conflict. */
export const idempotency = (store: Store, clock: Clock): MiddlewareHandler => {
  const remembered = store.collection<Remembered>("resend-idempotency")
  const inFlight = new Set<string>()
  return async (c, next) => {
    const key = c.req.header("idempotency-key")
    if (c.req.method !== "POST" || key === undefined) return next()
    if (key.length < 1 || key.length > 256)
      throw new ResendFailure(
        400,
        "invalid_idempotency_key",
        "The idempotency key must be between 1 and 256 characters.",
      )
    if (inFlight.has(key))
      throw new ResendFailure(
        409,
        "concurrent_idempotent_requests",
        "Another request with this idempotency key is in progress.",
      )
    inFlight.add(key)
    try {
      const request = createHash("sha256")
        .update(`${c.req.path}\n${await c.req.text()}`)
        .digest("hex")
      const before = remembered.get(key)
      if (before && before.expiresAt > clock.now()) {
        if (before.request === request) return c.body(before.response, 200, { "content-type": "application/json" })
        throw new ResendFailure(
          409,
          "invalid_idempotent_request",
          "This idempotency key has been used with another request body.",
        )
      }
      await next()
      if (c.res.ok)
        remembered.put(key, {
          request,
          response: await c.res.clone().text(),
          expiresAt: clock.now() + lifetimeMilliseconds,
        })
    } finally {
      inFlight.delete(key)
    }
  }
}
