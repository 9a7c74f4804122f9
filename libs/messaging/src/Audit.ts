import type { AuditEntry } from "@tango/contracts/events/AuditEvents"
import type { EventDefinition } from "@tango/contracts/events/Envelope"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { randomUUIDv7 } from "node:crypto"
import { append, type OutboxSignal } from "./Outbox.ts"

type AuditEvent = EventDefinition<string, Schema.Codec<AuditEntry, unknown>>

/** Says in the change's own transaction who did it; the audit log of all contexts is identity's. */
export const recordAudit = Effect.fnUntraced(function* (
  definition: AuditEvent,
  { details, ...entry }: Omit<AuditEntry, "organizationId" | "details"> & Partial<Pick<AuditEntry, "details">>,
): Effect.fn.Return<void, SqlError, Transaction | CurrentTenant | OutboxSignal> {
  const organizationId = yield* CurrentTenant
  // Each entry is a subject of its own: nothing ever supersedes it.
  yield* append(definition, {
    subject: `audit/${randomUUIDv7()}`,
    sequence: 1,
    data: { organizationId, ...entry, details: details ?? {} },
  })
})
