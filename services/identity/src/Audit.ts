import { CurrentTenant } from "@tango/contracts/Principal"
import { currentTraceparent, traceIdOf } from "@tango/observability/Traceparent"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"

/** Who did what to what; commits with the change it tells of. `actor` is a member's id, or "stytch" for what came from there. */
export const audit = (entry: {
  readonly actor: string
  readonly action: string
  readonly target: string
}): Effect.Effect<void, SqlError, Transaction | CurrentTenant> =>
  Effect.gen(function* () {
    const sql = yield* Transaction
    const tenant = yield* CurrentTenant
    const traceparent = yield* currentTraceparent
    yield* sql`insert into audit_log ${sql.insert({
      organization_id: tenant,
      ...entry,
      trace_id: traceIdOf(traceparent) ?? null,
    })}`
  })
