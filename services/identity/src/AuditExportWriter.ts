import { auditFilter } from "@tango/contracts/api/IdentityApi"
import { ExportReady } from "@tango/contracts/events/IdentityEvents"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Outbox from "@tango/messaging/Outbox"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { AuditLog } from "./AuditLog.ts"
import { contentTypes } from "./domain/AuditExport.ts"
import { ExportFiles, exportKey } from "./ExportFiles.ts"
import * as Rows from "./persistence/AuditExportRows.ts"

const decodeFilter = Schema.decodeUnknownEffect(Schema.Struct(auditFilter))

// The consumer's function has ten seconds for a batch in which there may be two rounds of these.
const atOnceSeconds = 3
// The job's function has 300.
const longSeconds = 240
/** How long nobody else begins, beyond the time for writing. */
const slackSeconds = 20
/** By the consumer once, then by the job's runs: about a quarter of an hour of trouble is borne. */
const maximumAttempts = 4
const side = 5

/** Writes the files that `AuditExports` has promised. */
export class AuditExportWriter extends Context.Service<
  AuditExportWriter,
  {
    /**
     * Writes a file that takes moments, and says once that it is ready; nothing for what is ready, gone, or being written. What
     * takes longer, or what the storage does not take now, is left to the job.
     */
    write(exportId: string): Effect.Effect<void, never, CurrentTenant>
    /** Writes what was left, of all organizations, the oldest first; gives how many were tried. Bears being run twice or at once. */
    readonly writeWaiting: Effect.Effect<{ readonly tried: number }>
  }
>()("@tango/identity/AuditExportWriter") {
  static readonly layer = Layer.effect(
    AuditExportWriter,
    Effect.gen(function* () {
      const system = yield* SystemSql
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal
      const log = yield* AuditLog
      const files = yield* ExportFiles

      const announce = Effect.fnUntraced(function* (exportId: string) {
        const organizationId = yield* CurrentTenant
        const [ready] = yield* Rows.markReady(yield* Transaction, organizationId, exportId)
        if (ready === undefined) return
        const memberId = MemberId.make(ready.member_id)
        yield* Outbox.append(ExportReady, {
          subject: `export/${exportId}`,
          sequence: 2,
          data: { organizationId, exportId, memberId, kind: "audit_log", fileName: ready.file_name },
        }).pipe(Effect.provideService(Outbox.OutboxSignal, signal))
      })

      const fileOf = Effect.fnUntraced(function* (row: Rows.AuditExportRow, seconds: number) {
        const key = exportKey(yield* CurrentTenant, row.export_id)
        const content = yield* log.export(yield* Effect.orDie(decodeFilter(row.filter)), row.format)
        return yield* files.write(key, contentTypes[row.format], content).pipe(
          Effect.as("written" as const),
          Effect.catch(() => Effect.succeed("storage_unavailable" as const)),
          Effect.timeoutOrElse({ duration: seconds * 1000, orElse: () => Effect.succeed("not_finished" as const) }),
        )
      })

      const writeWithin = Effect.fnUntraced(function* (exportId: string, seconds: number) {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.transaction(
          Transaction.use((sql) => Rows.claimExport(sql, tenant, exportId, seconds + slackSeconds)),
        )
        if (row === undefined) return
        const outcome = row.attempts > maximumAttempts ? "not_finished" : yield* fileOf(row, seconds)
        if (outcome === "written") return yield* tenantSql.transaction(announce(exportId))
        const last = row.attempts >= maximumAttempts || (outcome === "not_finished" && seconds === longSeconds)
        yield* Effect.logWarning(last ? "An export of the audit log failed" : "An export of the audit log waits", {
          exportId,
          outcome,
          attempts: row.attempts,
        })
        yield* tenantSql.transaction(
          Transaction.use((sql) =>
            last
              ? Rows.markFailed(sql, tenant, exportId, outcome)
              : Rows.releaseExport(sql, tenant, exportId, slackSeconds),
          ),
        )
      })

      const write = Effect.fn("AuditExportWriter.write")((exportId: string) => writeWithin(exportId, atOnceSeconds))

      const writeWaiting = Effect.gen(function* () {
        const waiting = yield* Effect.orDie(Rows.waitingExports(system, side))
        yield* Effect.forEach(
          waiting,
          ({ export_id, organization_id }) =>
            writeWithin(export_id, longSeconds).pipe(
              Effect.provideService(CurrentTenant, OrganizationId.make(organization_id)),
              // One that cannot even be read keeps no other from being written.
              Effect.ignoreCause({ log: "Error" }),
            ),
          { concurrency: side, discard: true },
        )
        return { tried: waiting.length }
      }).pipe(Effect.withSpan("AuditExportWriter.writeWaiting"))

      return AuditExportWriter.of({ write, writeWaiting })
    }),
  ).pipe(Layer.provide([ExportFiles.layer, AuditLog.layer]))
}
