import type { MiddlewareHandler } from "hono"
import type { Clock } from "../kit/Clock.ts"
import { StytchFailure } from "./Errors.ts"

/** How many requests below `path` are answered in a window of so many seconds of the emulator's clock. */
export interface RateLimit {
  readonly path: string
  readonly requests: number
  readonly seconds: number
}

/** A rate limit for the whole project, off until one is set; Stytch publishes no numbers of its own. Not kept over a restart. */
export const makeRateLimit = (clock: Clock) => {
  let limit: RateLimit | undefined
  let answered: ReadonlyArray<number> = []
  const middleware: MiddlewareHandler = async (c, next) => {
    if (!limit || !c.req.path.startsWith(limit.path)) return next()
    const since = clock.now() - limit.seconds * 1000
    answered = answered.filter((at) => at > since)
    if (answered.length >= limit.requests) throw new StytchFailure("too_many_requests")
    answered = [...answered, clock.now()]
    return next()
  }
  const set = (wanted: RateLimit | undefined): RateLimit | undefined => {
    limit = wanted
    answered = []
    return limit
  }
  return { middleware, set }
}
