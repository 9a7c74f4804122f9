import type * as PgClient from "@effect/sql-pg/PgClient"
import { SubscriptionStatus } from "@tango/contracts/events/BillingEvents"
import type { OrganizationId } from "@tango/contracts/Ids"
import { PlanName, PriceKey } from "@tango/contracts/Plans"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { emptyCopy, type Told } from "../domain/Digest.ts"
import type { Snapshot } from "../domain/Subscription.ts"
import { Details } from "./Documents.ts"

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
  details: Schema.Unknown,
})
const decode = Schema.decodeUnknownSync(Row)
const decodeDetails = Schema.decodeUnknownOption(Details)
const encodeDetails = Schema.encodeEffect(Details)

export const findSubscription = (sql: Sql, tenant: OrganizationId) =>
  sql<
    Record<string, unknown>
  >`select subscription_id, status, plan, price, seats, current_period_end, cancel_at, version, details
    from subscriptions where organization_id = ${tenant}`

export interface StoredSubscription {
  readonly snapshot: Snapshot
  readonly version: number
  readonly told: Told
}

// A row from before there were details says nothing of them; the next look at Stripe fills them in.
const noDetails: typeof Details.Type = {
  seatFloor: 1,
  trialEnd: null,
  scheduled: null,
  overdue: null,
  told: emptyCopy.told,
}

export const toStored = (row: Record<string, unknown> | undefined): StoredSubscription | null => {
  if (row === undefined) return null
  const { cancel_at, current_period_end, details, subscription_id, version, ...same } = decode(row)
  const { told, ...rest } = Option.getOrElse(decodeDetails(details), () => noDetails)
  const dates = { currentPeriodEnd: current_period_end, cancelAt: cancel_at }
  return { snapshot: { ...same, subscriptionId: subscription_id, ...dates, ...rest }, version, told }
}

export const writeSubscription = Effect.fnUntraced(function* (
  sql: Sql,
  tenant: OrganizationId,
  { snapshot, told, version }: StoredSubscription,
) {
  const { overdue, scheduled, seatFloor, trialEnd } = snapshot
  const columns = {
    subscription_id: snapshot.subscriptionId,
    status: snapshot.status,
    plan: snapshot.plan,
    price: snapshot.price,
    seats: snapshot.seats,
    current_period_end: snapshot.currentPeriodEnd,
    cancel_at: snapshot.cancelAt,
    details: sql.json(yield* encodeDetails({ overdue, scheduled, seatFloor, trialEnd, told })),
    version,
  }
  yield* sql`insert into subscriptions ${sql.insert({ organization_id: tenant, ...columns })}
    on conflict (organization_id) do update set ${sql.update(columns)}, updated_at = now()`
})
