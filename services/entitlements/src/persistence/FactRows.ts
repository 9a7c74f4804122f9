import type * as PgClient from "@effect/sql-pg/PgClient"
import { SubscriptionStatus } from "@tango/contracts/events/BillingEvents"
import type { OrganizationId } from "@tango/contracts/Ids"
import { Feature, LimitName, PlanName } from "@tango/contracts/Plans"
import { Timestamp } from "@tango/contracts/Timestamp"
import * as Schema from "effect/Schema"
import type { Facts } from "../domain/Effective.ts"

type Sql = PgClient.PgClient

const StoredSubscription = Schema.Struct({
  subscriptionId: Schema.String,
  plan: PlanName,
  status: SubscriptionStatus,
  currentPeriodEnd: Schema.NullOr(Timestamp),
  cancelAt: Schema.NullOr(Timestamp),
})
const StoredTrial = Schema.Struct({ subscriptionId: Schema.String, trialEnd: Timestamp, at: Timestamp })
/** `restrictedAt` is null when nothing is owed, or nobody has said when. */
const StoredPayment = Schema.Struct({
  subscriptionId: Schema.String,
  restrictedAt: Schema.NullOr(Timestamp),
  at: Timestamp,
})

const instants = { from: Timestamp, until: Schema.NullOr(Timestamp) }
const Stored = Schema.Struct({
  billing_sequence: Schema.Int,
  version: Schema.Int,
  subscription: Schema.NullOr(StoredSubscription),
  trial: Schema.NullOr(StoredTrial),
  payment: Schema.NullOr(StoredPayment),
  announced: Schema.Unknown,
  overrides: Schema.Array(
    Schema.Union([
      Schema.Struct({ name: Feature, value: Schema.Boolean, ...instants }),
      Schema.Struct({ name: LimitName, value: Schema.NullOr(Schema.Int), ...instants }),
    ]),
  ),
})
export type Known = typeof Stored.Type

export const decodeKnown = Schema.decodeUnknownEffect(Stored)

/** An organization that nobody has told of. */
export const unknown: Known = {
  billing_sequence: -1,
  version: 0,
  subscription: null,
  trial: null,
  payment: null,
  announced: null,
  overrides: [],
}

/** Trials and payments of another subscription than the one that counts say nothing. */
export const factsOf = ({ overrides, payment, subscription, trial }: Known): Facts => {
  const ours = (fact: { readonly subscriptionId: string } | null) =>
    fact !== null && fact.subscriptionId === subscription?.subscriptionId
  return {
    subscription,
    trialEnd: ours(trial) ? (trial?.trialEnd ?? null) : null,
    restrictedAt: ours(payment) ? (payment?.restrictedAt ?? null) : null,
    overrides,
  }
}

/** Everything known of an organization, in one row. */
export const findKnown = (sql: Sql, tenant: OrganizationId) =>
  sql<object>`select billing_sequence, version, subscription, trial, payment, announced,
      (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'value', value,
          'from', to_json(created_at), 'until', to_json(expires_at)) order by override_id), '[]')
        from overrides where organization_id = ${tenant}) as overrides
    from organization_plans where organization_id = ${tenant}`

/** Locks what is known of the organization for the rest of the transaction, also when there is no row yet. */
export const lockKnown = (sql: Sql, tenant: OrganizationId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`plan:${tenant}`}, 0))`

const json = <A, I>(schema: Schema.Codec<A, I>) => {
  const encode = Schema.encodeSync(Schema.NullOr(schema))
  return (value: A | null) => JSON.stringify(encode(value))
}
const subscriptionJson = json(StoredSubscription)
const trialJson = json(StoredTrial)
const paymentJson = json(StoredPayment)

export const saveKnown = (
  sql: Sql,
  tenant: OrganizationId,
  known: Known,
  { nextChangeAt, plan }: { readonly plan: PlanName; readonly nextChangeAt: Date | null },
) =>
  sql`insert into organization_plans
      (organization_id, plan, billing_sequence, version, subscription, trial, payment, announced, next_change_at)
    values (${tenant}, ${plan}, ${known.billing_sequence}, ${known.version},
      nullif(${subscriptionJson(known.subscription)}::jsonb, 'null'), nullif(${trialJson(known.trial)}::jsonb, 'null'),
      nullif(${paymentJson(known.payment)}::jsonb, 'null'), ${JSON.stringify(known.announced)}::jsonb, ${nextChangeAt})
    on conflict (organization_id) do update set plan = excluded.plan, billing_sequence = excluded.billing_sequence,
      version = excluded.version, subscription = excluded.subscription, trial = excluded.trial,
      payment = excluded.payment, announced = excluded.announced, next_change_at = excluded.next_change_at,
      updated_at = now()`
