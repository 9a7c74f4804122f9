import { SystemSql } from "@tango/tenancy/Database"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { pruneEntries } from "./persistence/AuditRows.ts"

const day = 24 * 60 * 60 * 1000

/** The end of old entries: `AUDIT_RETENTION_DAYS`, 400 unless told. The chains go on from where they were cut. */
export class AuditRetention extends Context.Service<
  AuditRetention,
  {
    /** Gives how many entries of how many organizations went. */
    readonly prune: Effect.Effect<{ readonly organizations: number; readonly entries: number }>
  }
>()("@tango/identity/AuditRetention") {
  static readonly layer = Layer.effect(
    AuditRetention,
    Effect.gen(function* () {
      const sql = yield* SystemSql
      const days = yield* Config.Int("AUDIT_RETENTION_DAYS").pipe(Config.withDefault(400))
      const prune = Effect.gen(function* () {
        const olderThan = new Date((yield* Clock.currentTimeMillis) - days * day)
        const rows = yield* Effect.orDie(pruneEntries(sql, olderThan))
        const report = { organizations: rows.length, entries: rows.reduce((sum, { pruned }) => sum + pruned, 0) }
        yield* Effect.logInfo("Old audit entries were taken out", report)
        return report
      }).pipe(Effect.withSpan("AuditRetention.prune"))
      return AuditRetention.of({ prune })
    }),
  )
}
