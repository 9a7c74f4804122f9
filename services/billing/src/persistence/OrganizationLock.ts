import { CurrentTenant } from "@tango/contracts/Principal"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"

/**
 * Holds the organization until the transaction ends, so that what is asked of Stripe and what is written about it belong
 * together. Other organizations are not in the way.
 */
export const lockOrganization = Effect.gen(function* () {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  yield* sql`select pg_advisory_xact_lock(hashtextextended(${`billing:${tenant}`}, 0))`
})
