import type { AuditRecord, AuditVerification } from "@tango/contracts/api/IdentityApi"
import type { PageQuery } from "@tango/contracts/Paging"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { InvalidCursor } from "@tango/contracts/Problem"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { hashOf } from "./AuditTrail.ts"
import { arrived, beforeFirst, step, type Walk } from "./domain/AuditChain.ts"
import { toCsv, toJson } from "./domain/AuditExport.ts"
import { type AuditFilter, entriesAfter, findChain, listEntries, toChained, toRecord } from "./persistence/AuditRows.ts"

type RecordView = typeof AuditRecord.Type

const batch = 500

const Sequence = Schema.NumberFromString.check(Schema.isInt())

/** The tenant's audit log, of all services. */
export class AuditLog extends Context.Service<
  AuditLog,
  {
    list(
      query: PageQuery & AuditFilter,
    ): Effect.Effect<
      { readonly items: ReadonlyArray<RecordView>; readonly next_cursor: string | null },
      InvalidCursor,
      CurrentTenant
    >
    /** Read as it is sent, some hundred rows at a time. */
    export(filter: AuditFilter, format: "csv" | "json"): Effect.Effect<Stream.Stream<Uint8Array>, never, CurrentTenant>
    readonly verify: Effect.Effect<typeof AuditVerification.Type, never, CurrentTenant>
  }
>()("@tango/identity/AuditLog") {
  static readonly layer = Layer.effect(
    AuditLog,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql

      const list = Effect.fn("AuditLog.list")(function* (query: PageQuery & AuditFilter) {
        const before = yield* fromCursor(query, Sequence)
        const size = pageSize(query)
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) => listEntries(sql, tenant, query, before, size + 1))
        return toPage(rows, size, (row) => String(row.sequence), toRecord)
      })

      /** Batches of rows, oldest first, from after a sequence on. */
      const batches = (filter: AuditFilter, after: number) =>
        Stream.paginate(after, (last) =>
          Effect.gen(function* () {
            const tenant = yield* CurrentTenant
            const rows = yield* tenantSql.read((sql) => entriesAfter(sql, tenant, filter, last, batch))
            const next = rows.length === batch ? Option.fromNullishOr(rows.at(-1)?.sequence) : Option.none()
            return [[rows], next] as const
          }),
        )

      const exportAll = Effect.fn("AuditLog.export")(function* (filter: AuditFilter, format: "csv" | "json") {
        const tenant = yield* CurrentTenant
        const records = batches(filter, 0).pipe(
          Stream.map((rows) => rows.map(toRecord)),
          Stream.provideService(CurrentTenant, tenant),
        )
        return Stream.encodeText(format === "csv" ? toCsv(records) : toJson(records))
      })

      const verify = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        const [chain] = yield* tenantSql.read((sql) => findChain(sql, tenant))
        const first = { sequence: chain?.pruned_sequence ?? 0, hash: chain?.pruned_hash ?? "" }
        const start: Walk = { link: first, entries: 0, faults: [] }
        const walk = yield* Stream.runFold(
          batches({}, first.sequence),
          () => start,
          (walked, rows) =>
            rows.reduce((so_far, row) => step(so_far, row, hashOf(so_far.link.hash, toChained(row))), walked),
        )
        const { entries, faults, link } = arrived(walk, chain ?? beforeFirst)
        return {
          state: faults.length === 0 ? ("intact" as const) : ("broken" as const),
          entries,
          firstSequence: first.sequence + 1,
          lastSequence: link.sequence,
          lastHash: link.hash,
          faults,
        }
      }).pipe(Effect.withSpan("AuditLog.verify"))

      return AuditLog.of({ list, export: exportAll, verify })
    }),
  )
}
