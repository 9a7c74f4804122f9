import { LimitApproached } from "@tango/contracts/events/EntitlementsEvents"
import type { LimitName } from "@tango/contracts/Plans"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Outbox from "@tango/messaging/Outbox"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import { randomUUIDv7 } from "node:crypto"
import { thresholds, warningAt } from "./domain/Meters.ts"
import { firstWarning, forgetWarnings } from "./persistence/UsageRows.ts"

/** Tells of each soft limit that is passed now and had not been told of; of what is below again it may be told anew. */
export const warn = Effect.fnUntraced(function* (
  limitName: LimitName,
  { limit, periodStart, used }: { readonly used: number; readonly limit: number | null; readonly periodStart: Date },
) {
  const sql = yield* Transaction
  const organizationId = yield* CurrentTenant
  const reached = warningAt(used, limit) ?? 0
  yield* forgetWarnings(sql, organizationId, { limitName, periodStart, percent: reached })
  for (const percent of thresholds.filter((threshold) => threshold <= reached)) {
    const [first] = yield* firstWarning(sql, organizationId, { limitName, periodStart, percent })
    // Who goes past both at once is told of the higher one.
    if (first === undefined || limit === null || percent !== reached) continue
    // Each is a subject of its own: nothing supersedes it.
    yield* Outbox.append(LimitApproached, {
      subject: `limit/${randomUUIDv7()}`,
      sequence: 1,
      data: { organizationId, limitName, limit, used, percent },
    })
  }
})
