import type * as PgClient from "@effect/sql-pg/PgClient"
import type { Delivery, DeliveryDetails } from "@tango/contracts/api/NotificationsApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import * as Array from "effect/Array"
import type { Content } from "../domain/Content.ts"
import type { DeliveryState } from "../domain/DeliveryState.ts"
import { everybody } from "../domain/Preferences.ts"

type Sql = PgClient.PgClient

interface DeliveryRow {
  readonly delivery_id: string
  readonly kind: string
  readonly member_id: string
  readonly recipient: string
  readonly state: DeliveryState
  readonly reason: string | null
  readonly resend_of: string | null
  readonly created_at: Date
  readonly updated_at: Date
  readonly history: ReadonlyArray<{
    readonly state: DeliveryState
    readonly at: string
    readonly reason?: string | null
  }>
}

export interface DeliveryFilter {
  readonly state?: DeliveryState
  readonly kind?: string
  readonly recipient?: string
}

const like = (text: string) => `%${text.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`

/** Newest first. */
export const listDeliveries = (
  sql: Sql,
  tenant: OrganizationId,
  filter: DeliveryFilter,
  after: string | null,
  limit: number,
) =>
  sql<DeliveryRow>`select delivery_id, kind, member_id, recipient, state, reason, resend_of, created_at, updated_at, history
    from deliveries
    where organization_id = ${tenant} and (${after}::uuid is null or delivery_id < ${after}::uuid)
      and (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
      and (${filter.kind ?? null}::text is null or kind = ${filter.kind ?? null})
      and (${filter.recipient ?? null}::text is null or recipient ilike ${like(filter.recipient ?? "")})
    order by delivery_id desc limit ${limit}`

export const findDelivery = (sql: Sql, tenant: OrganizationId, deliveryId: string) =>
  sql<DeliveryRow & { readonly content: unknown }>`select * from deliveries
    where organization_id = ${tenant} and delivery_id = ${deliveryId}`

export const toDelivery = (row: DeliveryRow): typeof Delivery.Type => ({
  deliveryId: row.delivery_id,
  kind: row.kind,
  memberId: row.member_id,
  recipient: row.recipient,
  state: row.state,
  reason: row.reason,
  resendOf: row.resend_of,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export const toDetails = (row: DeliveryRow): typeof DeliveryDetails.Type => ({
  ...toDelivery(row),
  history: [
    { state: "queued", at: row.created_at },
    ...row.history.map(({ at, reason, state }) => ({
      state,
      at: new Date(at),
      ...(typeof reason === "string" ? { reason } : {}),
    })),
  ],
})

export interface NewDelivery {
  readonly eventId: string
  readonly memberId: string
  readonly recipient: string
  readonly content: Content
  /** When it may go out, if not now. */
  readonly notBefore: Date | null
  /** Why it will never go out. */
  readonly withheld: string | null
  readonly resendOf?: string
}

/** Gives the rows that are new. */
export const queueDeliveries = (sql: Sql, tenant: OrganizationId, all: Array.NonEmptyReadonlyArray<NewDelivery>) =>
  sql<DeliveryRow>`insert into deliveries ${sql.insert(
    Array.map(all, (each) => ({
      organization_id: tenant,
      event_id: each.eventId,
      member_id: each.memberId,
      recipient: each.recipient,
      kind: each.content.kind,
      content: sql.json(each.content),
      state: each.withheld === null ? "queued" : "failed",
      reason: each.withheld,
      not_before: each.notBefore ?? new Date(),
      resend_of: each.resendOf ?? null,
    })),
  )} on conflict (organization_id, event_id, recipient) do nothing returning *`

export interface QueuedRow {
  readonly delivery_id: string
  readonly event_id: string
  readonly member_id: string
  readonly recipient: string
  readonly kind: string
  readonly content: unknown
  readonly deactivated: boolean
  readonly suppressed: string | null
  readonly attempts: number
  readonly own: boolean | null
  readonly others: boolean | null
}

/** What may go out now, of an event or by its own id, with what may have changed since it was queued. */
export const queuedDeliveries = (
  sql: Sql,
  tenant: OrganizationId,
  which: { readonly eventId: string } | { readonly deliveryId: string },
) =>
  sql<QueuedRow>`select d.delivery_id, d.event_id, d.member_id, d.recipient, d.kind, d.content, d.attempts, m.deactivated,
      s.reason as suppressed, o.enabled as own, a.enabled as others
    from deliveries d join members m using (organization_id, member_id)
      left join suppressions s on s.organization_id = d.organization_id and s.address = lower(d.recipient)
      left join preferences o on o.organization_id = d.organization_id and o.member_id = d.member_id
        and o.kind = d.kind and o.channel = 'email'
      left join preferences a on a.organization_id = d.organization_id and a.member_id = ${everybody}
        and a.kind = d.kind and a.channel = 'email'
    where d.organization_id = ${tenant} and d.state = 'queued' and d.not_before <= now()
      and ${"eventId" in which ? sql`d.event_id = ${which.eventId}` : sql`d.delivery_id = ${which.deliveryId}`}`
