import type { AuditActor, AuditEntry } from "@tango/contracts/events/AuditEvents"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Inbox from "@tango/messaging/Inbox"
import type { Received } from "@tango/messaging/Reaction"
import { currentTraceparent, traceIdOf } from "@tango/observability/Traceparent"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { createHash, randomUUIDv7 } from "node:crypto"
import { beforeFirst, type ChainedEntry, hashInput } from "./domain/AuditChain.ts"
import { clientAddress } from "./http/ClientAddress.ts"
import { insertEntry, lockChain, moveChain } from "./persistence/AuditRows.ts"

export const hashOf = (previousHash: string, entry: ChainedEntry): string =>
  createHash("sha256").update(hashInput(previousHash, entry)).digest("hex")

/** Adds an entry to its organization's chain. Locks the chain until the transaction ends, so it comes after all other locks. */
const chain = Effect.fnUntraced(function* (
  entry: Omit<AuditEntry, "organizationId"> & { readonly at: number; readonly traceId: string | null },
): Effect.fn.Return<void, SqlError, Transaction | CurrentTenant> {
  const sql = yield* Transaction
  const organizationId = yield* CurrentTenant
  const [last = beforeFirst] = yield* lockChain(sql, organizationId)
  const chained = { ...entry, organizationId, entryId: randomUUIDv7(), sequence: last.sequence + 1 }
  const hash = hashOf(last.hash, chained)
  yield* insertEntry(sql, chained, hash)
  yield* moveChain(sql, organizationId, { sequence: chained.sequence, hash })
})

/** Who did what to what in identity; commits with the change it tells of, with the caller's address where there was a request. */
export const audit = Effect.fnUntraced(function* (entry: {
  readonly actor: AuditActor
  readonly action: string
  readonly target: AuditEntry["target"]
  readonly details?: AuditEntry["details"]
}): Effect.fn.Return<void, SqlError, Transaction | CurrentTenant> {
  const ip = yield* clientAddress
  yield* chain({
    ...entry,
    details: entry.details ?? {},
    ...(ip === undefined ? {} : { ip }),
    at: yield* Clock.currentTimeMillis,
    traceId: traceIdOf(yield* currentTraceparent) ?? null,
  })
})

/** What happened in another context, once for each event, with the time and the trace of where it happened. */
export const recordElsewhere = Effect.fnUntraced(function* ({
  data: entry,
  metadata,
}: Received<Omit<AuditEntry, "organizationId">>) {
  const tenantSql = yield* TenantSql
  const at = Date.parse(metadata.time)
  const traceId = traceIdOf(metadata.traceparent) ?? null
  yield* tenantSql.transaction(Inbox.once(metadata.id, chain({ ...entry, at, traceId })))
})
