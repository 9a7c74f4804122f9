import { type AuditExport, auditFilter } from "@tango/contracts/api/IdentityApi"
import { ExportReady, ExportRequested } from "@tango/contracts/events/IdentityEvents"
import { MemberId } from "@tango/contracts/Ids"
import { currentMember, type CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { NotFound, type ProviderUnavailable } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { randomUUID } from "node:crypto"
import { AuditLog } from "./AuditLog.ts"
import { audit } from "./AuditTrail.ts"
import { contentTypes } from "./domain/AuditExport.ts"
import { ExportFiles } from "./ExportFiles.ts"
import {
  findExport,
  forgetExpired,
  insertExport,
  listExports,
  markReady,
  toAuditExport,
} from "./persistence/AuditExportRows.ts"
import type { AuditFilter } from "./persistence/AuditRows.ts"

type View = typeof AuditExport.Type

const Filter = Schema.Struct(auditFilter)
const keyOf = (tenant: string, exportId: string) => `exports/${tenant}/${exportId}`

/** Files of the tenant's audit log: asked for by an admin, written by the consumer, fetched for a week. */
export class AuditExports extends Context.Service<
  AuditExports,
  {
    start(filter: AuditFilter, format: "csv" | "json"): Effect.Effect<View, never, CurrentTenant | CurrentPrincipal>
    readonly list: Effect.Effect<ReadonlyArray<View>, never, CurrentTenant>
    /** Good for five minutes. */
    address(exportId: string): Effect.Effect<string, NotFound, CurrentTenant>
    /** Writes the file and says once that it is ready; nothing for what is ready or gone. */
    write(exportId: string): Effect.Effect<void, ProviderUnavailable, CurrentTenant>
  }
>()("@tango/identity/AuditExports") {
  static readonly layer = Layer.effect(
    AuditExports,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal
      const log = yield* AuditLog
      const files = yield* ExportFiles

      const start = Effect.fn("AuditExports.start")(function* (filter: AuditFilter, format: "csv" | "json") {
        const organizationId = yield* CurrentTenant
        const { actor, memberId } = yield* currentMember
        const day = new Date(yield* Clock.currentTimeMillis).toISOString().slice(0, 10)
        const exportId = randomUUID()
        const row = {
          export_id: exportId,
          member_id: memberId,
          file_name: `audit-log-${day}.${format}`,
          format,
          filter: yield* Effect.orDie(Schema.encodeUnknownEffect(Filter)(filter)),
        }
        const rows = yield* tenantSql.transaction(
          Effect.gen(function* () {
            const sql = yield* Transaction
            yield* forgetExpired(sql, organizationId)
            const inserted = yield* insertExport(sql, organizationId, row)
            const event = { subject: `export/${exportId}`, sequence: 1, data: { organizationId, exportId } }
            yield* Outbox.append(ExportRequested, event)
            yield* audit({ actor, action: "audit_log.exported", target: { type: "audit_export", id: exportId } })
            return inserted.map(toAuditExport)
          }).pipe(Effect.provideService(Outbox.OutboxSignal, signal)),
        )
        const [started] = rows
        return started ?? (yield* Effect.die("An insert gave no row"))
      })

      const list = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        return (yield* tenantSql.read((sql) => listExports(sql, tenant))).map(toAuditExport)
      }).pipe(Effect.withSpan("AuditExports.list"))

      const address = Effect.fn("AuditExports.address")(function* (exportId: string) {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => findExport(sql, tenant, exportId))
        if (row?.state !== "ready") return yield* new NotFound({})
        return yield* files.address(keyOf(tenant, exportId), row.file_name)
      })

      const write = Effect.fn("AuditExports.write")(function* (exportId: string) {
        const organizationId = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => findExport(sql, organizationId, exportId))
        if (row?.state !== "requested") return
        const filter = yield* Effect.orDie(Schema.decodeUnknownEffect(Filter)(row.filter))
        const content = yield* log.export(filter, row.format)
        yield* files.write(keyOf(organizationId, exportId), contentTypes[row.format], content)
        yield* tenantSql.transaction(
          Effect.gen(function* () {
            const [ready] = yield* markReady(yield* Transaction, organizationId, exportId)
            if (ready === undefined) return
            const memberId = MemberId.make(ready.member_id)
            yield* Outbox.append(ExportReady, {
              subject: `export/${exportId}`,
              sequence: 2,
              data: { organizationId, exportId, memberId, kind: "audit_log", fileName: ready.file_name },
            })
          }).pipe(Effect.provideService(Outbox.OutboxSignal, signal)),
        )
      })

      return AuditExports.of({ start, list, address, write })
    }),
  ).pipe(Layer.provide(ExportFiles.layer))
}
