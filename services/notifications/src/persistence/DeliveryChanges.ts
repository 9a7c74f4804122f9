import type * as PgClient from "@effect/sql-pg/PgClient"
import type { OrganizationId } from "@tango/contracts/Ids"
import * as Schema from "effect/Schema"
import { backoffMinutes, type DeliveryState, maximumAttempts } from "../domain/DeliveryState.ts"

type Sql = PgClient.PgClient

/** What a change of state writes beside the state: reason, version, time, and one more line of history. */
const changed = (sql: Sql, state: DeliveryState, reason: string | null) => sql`state = ${state}, reason = ${reason},
  version = version + 1, updated_at = now(), claimed_until = null,
  history = history || jsonb_build_array(jsonb_strip_nulls(
    jsonb_build_object('state', ${state}::text, 'at', now(), 'reason', ${reason}::text)))`

/** Of two that send at the same time, the one that succeeds is right: the e-mail is on its way. */
export const markSent = (sql: Sql, tenant: OrganizationId, deliveryId: string, providerId: string | null) =>
  sql`update deliveries set ${changed(sql, "sent", null)}, provider_id = ${providerId}
    where organization_id = ${tenant} and delivery_id = ${deliveryId} and provider_id is null
      and state in ('queued', 'failed')`

/** Nothing was sent, and nothing will be. */
export const markUnsent = (
  sql: Sql,
  tenant: OrganizationId,
  deliveryId: string,
  state: "failed" | "suppressed",
  reason: string,
) =>
  sql`update deliveries set ${changed(sql, state, reason)}
    where organization_id = ${tenant} and delivery_id = ${deliveryId} and provider_id is null and state = 'queued'`

export const moveOn = (
  sql: Sql,
  tenant: OrganizationId,
  deliveryId: string,
  to: { readonly state: DeliveryState; readonly reason: string | null; readonly providerId: string },
) =>
  sql`update deliveries set ${changed(sql, to.state, to.reason)}, provider_id = coalesce(provider_id, ${to.providerId})
    where organization_id = ${tenant} and delivery_id = ${deliveryId}`

/** A try came to nothing; it is given up after the last. Gives the tries so far. */
export const countAttempt = (sql: Sql, tenant: OrganizationId, deliveryId: string, reason: string, attempts: number) =>
  attempts + 1 >= maximumAttempts
    ? markUnsent(sql, tenant, deliveryId, "failed", `Given up after ${maximumAttempts} tries: ${reason}`)
    : sql`update deliveries set attempts = attempts + 1, reason = ${reason}, claimed_until = null, updated_at = now(),
        retry_at = now() + make_interval(mins => ${backoffMinutes(attempts + 1)})
        where organization_id = ${tenant} and delivery_id = ${deliveryId} and state = 'queued'`

/** True for one process at a time, until it is done or the lease is over. */
export const claim = (sql: Sql, tenant: OrganizationId, deliveryId: string, seconds: number) =>
  sql`update deliveries set claimed_until = now() + make_interval(secs => ${seconds})
    where organization_id = ${tenant} and delivery_id = ${deliveryId} and state = 'queued'
      and (claimed_until is null or claimed_until < now()) returning delivery_id`

/** Across tenants: what waits for the job, longest first. */
export const dueDeliveries = (sql: Sql, limit: number) =>
  sql<{ organization_id: string; delivery_id: string }>`select organization_id, delivery_id from deliveries
    where state = 'queued' and retry_at <= now() and not_before <= now()
      and (claimed_until is null or claimed_until < now())
    order by retry_at limit ${limit}`

const isUuid = Schema.is(Schema.String.check(Schema.isUUID()))

/** Across tenants, for what a provider tells: by its own id, or by ours, which the e-mail carried as a tag. */
export const findForProvider = (sql: Sql, providerId: string, tag: string | null) =>
  sql<{ organization_id: string; delivery_id: string; recipient: string }>`
    select organization_id, delivery_id, recipient from deliveries
    where provider_id = ${providerId} or delivery_id = ${isUuid(tag) ? tag : null}::uuid
    order by provider_id = ${providerId} desc nulls last limit 1`
