import { AuditExport, auditFilter } from "@tango/contracts/api/IdentityApi"
import { ExportRequested } from "@tango/contracts/events/IdentityEvents"
import { currentMember, type CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { type IdempotencyKeyReused, NotFound } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { idempotent } from "@tango/service/Idempotency"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { randomUUID } from "node:crypto"
import { audit } from "./AuditTrail.ts"
import { ExportFiles, exportKey } from "./ExportFiles.ts"
import * as Rows from "./persistence/AuditExportRows.ts"
import type { AuditFilter } from "./persistence/AuditRows.ts"

type View = typeof AuditExport.Type

const encodeFilter = Schema.encodeUnknownEffect(Schema.Struct(auditFilter))

/** Files of the tenant's audit log: asked for by an admin, written by `AuditExportWriter`, fetched for a week. */
export class AuditExports extends Context.Service<
  AuditExports,
  {
    /** While the same member's same wish is being written, that one is the answer. */
    start(
      filter: AuditFilter,
      format: "csv" | "json",
      idempotencyKey: string | undefined,
    ): Effect.Effect<View, IdempotencyKeyReused, CurrentTenant | CurrentPrincipal>
    readonly list: Effect.Effect<ReadonlyArray<View>, never, CurrentTenant>
    /** Good for five minutes. */
    address(exportId: string): Effect.Effect<string, NotFound, CurrentTenant>
  }
>()("@tango/identity/AuditExports") {
  static readonly layer = Layer.effect(
    AuditExports,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal
      const files = yield* ExportFiles

      const begin = Effect.fnUntraced(function* (row: Rows.NewExport) {
        const sql = yield* Transaction
        const organizationId = yield* CurrentTenant
        const { actor } = yield* currentMember
        yield* Rows.forgetExpired(sql, organizationId)
        const [inserted] = yield* Rows.insertExport(sql, organizationId, row)
        const [started] = inserted === undefined ? yield* Rows.findSame(sql, organizationId, row) : [inserted]
        if (started === undefined) return yield* Effect.die("An export is neither new nor there")
        if (inserted === undefined) return Rows.toAuditExport(started)
        const event = {
          subject: `export/${row.export_id}`,
          sequence: 1,
          data: { organizationId, exportId: row.export_id },
        }
        yield* Outbox.append(ExportRequested, event)
        yield* audit({ actor, action: "audit_log.exported", target: { type: "audit_export", id: row.export_id } })
        return Rows.toAuditExport(started)
      })

      const start = Effect.fn("AuditExports.start")(function* (
        filter: AuditFilter,
        format: "csv" | "json",
        key: string | undefined,
      ) {
        const { memberId } = yield* currentMember
        const day = new Date(yield* Clock.currentTimeMillis).toISOString().slice(0, 10)
        const row = {
          export_id: randomUUID(),
          member_id: memberId,
          file_name: `audit-log-${day}.${format}`,
          format,
          filter: yield* Effect.orDie(encodeFilter(filter)),
        }
        const repeatable = { key, operation: "audit.startExport", request: [memberId, format, row.filter] }
        return yield* tenantSql.transaction(
          idempotent(AuditExport, repeatable, begin(row)).pipe(Effect.provideService(Outbox.OutboxSignal, signal)),
        )
      })

      const list = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        return (yield* tenantSql.read((sql) => Rows.listExports(sql, tenant))).map(Rows.toAuditExport)
      }).pipe(Effect.withSpan("AuditExports.list"))

      const address = Effect.fn("AuditExports.address")(function* (exportId: string) {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => Rows.findExport(sql, tenant, exportId))
        if (row?.state !== "ready") return yield* new NotFound({})
        return yield* files.address(exportKey(tenant, exportId), row.file_name)
      })

      return AuditExports.of({ start, list, address })
    }),
  ).pipe(Layer.provide(ExportFiles.layer))
}
