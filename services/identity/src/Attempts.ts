import { TooManyRequests } from "@tango/contracts/Problem"
import { SystemSql } from "@tango/tenancy/Database"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createHash } from "node:crypto"
import { clientAddress } from "./http/ClientAddress.ts"
import { countAttempt, forgetAttempts } from "./persistence/AttemptRows.ts"

const minutes = 60

/** How often in how many seconds, for one address, member or phone number. */
const limits = {
  link: { attempts: 10, windowSeconds: 10 * minutes },
  password: { attempts: 10, windowSeconds: 10 * minutes },
  reset: { attempts: 5, windowSeconds: 60 * minutes },
  code: { attempts: 10, windowSeconds: 10 * minutes },
  sms: { attempts: 5, windowSeconds: 10 * minutes },
  emailChange: { attempts: 5, windowSeconds: 60 * minutes },
} as const
export type Limited = keyof typeof limits

// Only the hash is kept: the table tells nobody's address.
const keyOf = (kind: string, subject: string) => createHash("sha256").update(`${kind}:${subject}`).digest("base64url")

/**
 * Limits on what can be guessed or can annoy, counted in PostgreSQL and so the same for all processes. Refused attempts count as
 * well: who goes on guessing stays locked out.
 */
export class Attempts extends Context.Service<
  Attempts,
  {
    /** Counts one for the subject (an e-mail address, a member id) and one for the client's network address. */
    count(kind: Limited, subject: string): Effect.Effect<void, TooManyRequests>
    /** Counts one for the client's network address alone. */
    readonly countClient: Effect.Effect<void, TooManyRequests>
    /** After a success: the subject begins anew. */
    forget(kind: Limited, subject: string): Effect.Effect<void>
  }
>()("@tango/identity/Attempts") {
  static readonly layer = Layer.effect(
    Attempts,
    Effect.gen(function* () {
      const sql = yield* SystemSql
      const perAddress = yield* Config.Int("LOG_IN_ATTEMPTS_PER_ADDRESS").pipe(Config.withDefault(300))

      const take = Effect.fnUntraced(function* (key: string, limit: { attempts: number; windowSeconds: number }) {
        const [row] = yield* Effect.orDie(countAttempt(sql, key, limit.windowSeconds))
        if (row !== undefined && row.count > limit.attempts) {
          return yield* new TooManyRequests({ retryAfterSeconds: Math.max(1, Math.ceil(row.seconds_left)) })
        }
      })

      const countClient = Effect.gen(function* () {
        const address = yield* clientAddress
        yield* take(keyOf("client", address ?? ""), { attempts: perAddress, windowSeconds: 10 * minutes })
      })

      const count = Effect.fn("Attempts.count")((kind: Limited, subject: string) =>
        Effect.andThen(countClient, take(keyOf(kind, subject), limits[kind])),
      )
      const forget = Effect.fn("Attempts.forget")((kind: Limited, subject: string) =>
        Effect.orDie(Effect.asVoid(forgetAttempts(sql, keyOf(kind, subject)))),
      )
      return Attempts.of({ count, countClient, forget })
    }),
  )
}
