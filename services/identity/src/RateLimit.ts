import { TooManyRequests } from "@tango/contracts/Problem"
import * as Effect from "effect/Effect"

const mostKeys = 100_000

/**
 * Allows `attempts` in each window for a key, in this process only: with several tasks behind the load balancer the real bound is
 * that many times higher. Refused attempts count as well.
 */
export const makeRateLimit = (options: { readonly attempts: number; readonly windowSeconds: number }) => {
  const windows = new Map<string, { count: number; endsAt: number }>()
  return (key: string): Effect.Effect<void, TooManyRequests> =>
    Effect.suspend(() => {
      const now = Date.now()
      const current = windows.get(key)
      if (current === undefined || current.endsAt <= now) {
        if (windows.size >= mostKeys) windows.clear()
        windows.set(key, { count: 1, endsAt: now + options.windowSeconds * 1000 })
        return Effect.void
      }
      current.count++
      if (current.count <= options.attempts) return Effect.void
      return new TooManyRequests({ retryAfterSeconds: Math.ceil((current.endsAt - now) / 1000) })
    })
}
