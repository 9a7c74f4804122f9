import type { MiddlewareHandler } from "hono"
import { Hono } from "hono"
import { ResendFailure } from "./Errors.ts"

const windowMilliseconds = 1_000

/** How many requests a second are let through; told in headers always, and refused only where it is `enforced`. */
export interface RateLimitSwitches {
  enforced: boolean
  perSecond: number
}

export const makeRateLimit = () => {
  const switches: RateLimitSwitches = { enforced: false, perSecond: 5 }
  let began = 0
  let used = 0
  let refused = 0
  const middleware: MiddlewareHandler = async (c, next) => {
    const now = Date.now()
    if (now - began >= windowMilliseconds) {
      began = now
      used = 0
    }
    used += 1
    const reset = Math.max(1, Math.ceil((began + windowMilliseconds - now) / 1000))
    const tell = () => {
      c.header("ratelimit-limit", String(switches.perSecond))
      c.header("ratelimit-remaining", String(Math.max(0, switches.perSecond - used)))
      c.header("ratelimit-reset", String(reset))
    }
    tell()
    if (switches.enforced && used > switches.perSecond) {
      refused += 1
      c.header("retry-after", String(reset))
      throw new ResendFailure(
        429,
        "rate_limit_exceeded",
        `Too many requests. You can only make ${switches.perSecond} requests per second.`,
      )
    }
    await next()
    tell()
  }
  /** `GET` and `POST /_emulator/rate-limit` with `{enforced?, perSecond?}`. */
  const controls = new Hono()
    .get("/rate-limit", (c) => c.json({ ...switches, refused }))
    .post("/rate-limit", async (c) => {
      const change: Partial<RateLimitSwitches> = await c.req.json<Partial<RateLimitSwitches>>().catch(() => ({}))
      if (typeof change.enforced === "boolean") switches.enforced = change.enforced
      if (Number(change.perSecond) > 0) switches.perSecond = Number(change.perSecond)
      return c.json({ ...switches, refused })
    })
  return { middleware, controls }
}
