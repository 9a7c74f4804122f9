import { SystemSql } from "@tango/tenancy/Database"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Files } from "./Files.ts"
import { deleteAttachment } from "./persistence/AttachmentRows.ts"
import { abandonUploads, type Leftover, leftovers } from "./persistence/SweepRows.ts"

const hour = 60 * 60 * 1000
// More than that wait for the next run.
const most = 1000

/** Uploads that nobody completed in `UPLOAD_HOURS`, 24 unless told, and files that S3 did not let go when they were removed. */
export class UploadSweep extends Context.Service<
  UploadSweep,
  {
    /** Gives how many uploads were given up, and how many files are gone from S3 and are still there. */
    readonly sweep: Effect.Effect<{ readonly abandoned: number; readonly cleared: number; readonly left: number }>
  }
>()("@tango/projects/UploadSweep") {
  static readonly layer = Layer.effect(
    UploadSweep,
    Effect.gen(function* () {
      const sql = yield* SystemSql
      const files = yield* Files
      const hours = yield* Config.Number("UPLOAD_HOURS").pipe(Config.withDefault(24))
      const clear = (file: Leftover) =>
        files.remove(file).pipe(
          Effect.andThen(deleteAttachment(sql, file.organization_id, file.attachment_id)),
          Effect.as(true),
          Effect.catch((cause) => Effect.as(Effect.logWarning("A file is still in S3", cause), false)),
        )
      const sweep = Effect.gen(function* () {
        const before = new Date((yield* Clock.currentTimeMillis) - hours * hour)
        const abandoned = yield* abandonUploads(sql, before)
        const gone = yield* Effect.forEach(yield* leftovers(sql, most), clear, { concurrency: 8 })
        const cleared = gone.filter((done) => done).length
        const report = { abandoned: abandoned.length, cleared, left: gone.length - cleared }
        yield* Effect.logInfo("Uploads were swept", report)
        return report
      }).pipe(Effect.orDie, Effect.withSpan("UploadSweep.sweep"))
      return UploadSweep.of({ sweep })
    }),
  ).pipe(Layer.provide(Files.layer))
}
