import { SystemSql } from "@tango/tenancy/Database"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { pruneSignIns } from "./persistence/SignInRows.ts"

const day = 24 * 60 * 60 * 1000

/** The end of old log-ins in people's history, with the addresses they came from: `SIGN_IN_RETENTION_DAYS`, 400 unless told. */
export class SignInRetention extends Context.Service<
  SignInRetention,
  {
    /** Gives how many log-ins of all organizations went. */
    readonly prune: Effect.Effect<number>
  }
>()("@tango/identity/SignInRetention") {
  static readonly layer = Layer.effect(
    SignInRetention,
    Effect.gen(function* () {
      const sql = yield* SystemSql
      const days = yield* Config.Int("SIGN_IN_RETENTION_DAYS").pipe(Config.withDefault(400))
      const prune = Effect.gen(function* () {
        const olderThan = new Date((yield* Clock.currentTimeMillis) - days * day)
        const [row] = yield* Effect.orDie(pruneSignIns(sql, olderThan))
        const signIns = row?.pruned ?? 0
        yield* Effect.logInfo("Old log-ins were taken out", { signIns })
        return signIns
      }).pipe(Effect.withSpan("SignInRetention.prune"))
      return SignInRetention.of({ prune })
    }),
  )
}
