import { AuditRecord } from "@tango/contracts/api/IdentityApi"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

type RecordView = typeof AuditRecord.Type
type Batches<R> = Stream.Stream<ReadonlyArray<RecordView>, never, R>

/** By the format of the file. */
export const contentTypes = { csv: "text/csv; charset=utf-8", json: "application/json" } as const

const columns = [
  ["sequence", (record) => String(record.sequence)],
  ["at", (record) => record.at.toISOString()],
  ["actor_kind", (record) => record.actor.kind],
  ["actor_id", (record) => record.actor.id],
  ["actor_name", (record) => record.actorName ?? ""],
  ["action", (record) => record.action],
  ["target_type", (record) => record.target.type],
  ["target_id", (record) => record.target.id],
  ["ip", (record) => record.ip ?? ""],
  ["details", (record) => JSON.stringify(record.details)],
  ["trace_id", (record) => record.traceId ?? ""],
  ["hash", (record) => record.hash],
] as const satisfies ReadonlyArray<readonly [string, (record: RecordView) => string]>

/** One field as RFC 4180 has it. A spreadsheet takes these beginnings for a formula, so an apostrophe comes before them. */
export const csvField = (text: string): string => {
  const harmless = /^[=+\-@\t\r\n]/u.test(text) ? `'${text}` : text
  return /[",\r\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

const csvRow = (fields: ReadonlyArray<string>) => `${fields.map(csvField).join(",")}\r\n`

export const toCsv = <R>(batches: Batches<R>): Stream.Stream<string, never, R> =>
  Stream.concat(
    Stream.succeed(csvRow(columns.map(([name]) => name))),
    Stream.map(batches, (records) =>
      records.map((record) => csvRow(columns.map(([, field]) => field(record)))).join(""),
    ),
  )

const encode = Schema.encodeSync(AuditRecord)

/** One array, a record to a line. */
export const toJson = <R>(batches: Batches<R>): Stream.Stream<string, never, R> =>
  Stream.make("[").pipe(
    Stream.concat(
      Stream.mapAccum(
        batches,
        () => "\n",
        (separator, records) => {
          const lines = records.map((record) => JSON.stringify(encode(record))).join(",\n")
          return records.length === 0 ? [separator, []] : [",\n", [separator + lines]]
        },
      ),
    ),
    Stream.concat(Stream.make("\n]\n")),
  )
