import * as Effect from "effect/Effect"
import { Retryable } from "../EmailProvider.ts"

/** Under a second of Lambda's ten remains when two e-mails time out one after the other. */
export const timeoutMilliseconds = 4_000

/** Nobody answered: that may be otherwise next time. */
export const withTimeout =
  (milliseconds: number) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | Retryable, R> =>
    Effect.timeoutOrElse(effect, {
      duration: milliseconds,
      orElse: () => Effect.fail(new Retryable({ reason: `No answer within ${milliseconds / 1000} seconds` })),
    })
