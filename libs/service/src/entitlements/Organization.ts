import type * as PgClient from "@effect/sql-pg/PgClient"
import type { OrganizationId } from "@tango/contracts/Ids"
import { Feature, type LimitName, Limits, PlanName, plans } from "@tango/contracts/Plans"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import type { Statement } from "effect/sql/Statement"

/** What an organization may do, as it was last told: Free's until something was. */
export const KnownEntitlements = Schema.Struct({
  plan: PlanName,
  features: Schema.Array(Feature),
  limits: Limits,
  overridden: Schema.Array(Schema.String),
})
export type KnownEntitlements = typeof KnownEntitlements.Type

export const freeEntitlements: KnownEntitlements = {
  plan: "free",
  features: plans.free.features,
  limits: plans.free.limits,
  overridden: [],
}

const decode = Schema.decodeUnknownEffect(KnownEntitlements)

interface OrganizationRow {
  readonly plan: string
  readonly features: ReadonlyArray<string>
  readonly limits: unknown
  readonly overridden: ReadonlyArray<string>
}

export const organizationQuery = (sql: PgClient.PgClient, tenant: OrganizationId): Statement<OrganizationRow> =>
  sql<OrganizationRow>`select plan, features, limits, overridden from entitlement_organizations
    where organization_id = ${tenant}`

export const toKnownEntitlements = (rows: ReadonlyArray<OrganizationRow>): Effect.Effect<KnownEntitlements> =>
  rows[0] === undefined ? Effect.succeed(freeEntitlements) : Effect.orDie(decode(rows[0]))

/**
 * What is known, with the organization's name locked until the transaction ends, so that admissions to a limit queue. A row lock
 * would need a row, and the first admission may come before the first event.
 */
export const lockedEntitlements = (
  sql: PgClient.PgClient,
  tenant: OrganizationId,
  limit: LimitName,
): Effect.Effect<KnownEntitlements, SqlError> =>
  Effect.gen(function* () {
    yield* sql`select pg_advisory_xact_lock(hashtextextended(${`${limit}:${tenant}`}, 0))`
    return yield* toKnownEntitlements(yield* organizationQuery(sql, tenant))
  })
