import type * as PgClient from "@effect/sql-pg/PgClient"
import { SubscriptionStatus } from "@tango/contracts/events/BillingEvents"
import type { OrganizationId } from "@tango/contracts/Ids"
import { PlanName, PriceKey } from "@tango/contracts/Plans"
import * as Schema from "effect/Schema"
import type { Snapshot } from "../domain/Subscription.ts"

type Sql = PgClient.PgClient

const Row = Schema.Struct({
  subscription_id: Schema.String,
  status: SubscriptionStatus,
  plan: PlanName,
  price: PriceKey,
  seats: Schema.Int,
  current_period_end: Schema.Date,
  cancel_at: Schema.NullOr(Schema.Date),
  version: Schema.Int,
})
const decode = Schema.decodeUnknownSync(Row)

export const findSubscription = (sql: Sql, tenant: OrganizationId) =>
  sql<
    Record<string, unknown>
  >`select subscription_id, status, plan, price, seats, current_period_end, cancel_at, version
    from subscriptions where organization_id = ${tenant}`

export interface StoredSnapshot extends Snapshot {
  readonly version: number
}

export const toSnapshot = (row: Record<string, unknown> | undefined): StoredSnapshot | null => {
  if (row === undefined) return null
  const { cancel_at, current_period_end, subscription_id, ...same } = decode(row)
  return { ...same, subscriptionId: subscription_id, currentPeriodEnd: current_period_end, cancelAt: cancel_at }
}

export const writeSubscription = (sql: Sql, tenant: OrganizationId, snapshot: Snapshot, version: number) => {
  const columns = {
    subscription_id: snapshot.subscriptionId,
    status: snapshot.status,
    plan: snapshot.plan,
    price: snapshot.price,
    seats: snapshot.seats,
    current_period_end: snapshot.currentPeriodEnd,
    cancel_at: snapshot.cancelAt,
    version,
  }
  return sql`insert into subscriptions ${sql.insert({ organization_id: tenant, ...columns })}
    on conflict (organization_id) do update set ${sql.update(columns)}, updated_at = now()`
}
