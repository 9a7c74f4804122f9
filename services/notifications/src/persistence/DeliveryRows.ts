import type * as PgClient from "@effect/sql-pg/PgClient"
import type { Delivery } from "@tango/contracts/api/NotificationsApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import type { DeliveryState } from "../domain/DeliveryState.ts"
import type { Message } from "../domain/Message.ts"

type Sql = PgClient.PgClient

export interface DeliveryRow {
  readonly delivery_id: string
  readonly kind: string
  readonly recipient: string
  readonly state: DeliveryState
  readonly created_at: Date
}

/** Newest first. */
export const listDeliveries = (sql: Sql, tenant: OrganizationId, after: string | null, limit: number) =>
  sql<DeliveryRow>`select delivery_id, kind, recipient, state, created_at from deliveries
    where organization_id = ${tenant} and (${after}::uuid is null or delivery_id < ${after}::uuid)
    order by delivery_id desc limit ${limit}`

export const toDelivery = (row: DeliveryRow): typeof Delivery.Type => ({
  deliveryId: row.delivery_id,
  kind: row.kind,
  recipient: row.recipient,
  state: row.state,
  createdAt: row.created_at,
})

export const queueDelivery = (sql: Sql, tenant: OrganizationId, eventId: string, message: Message) =>
  sql`insert into deliveries ${sql.insert({
    organization_id: tenant,
    event_id: eventId,
    member_id: message.memberId,
    recipient: message.recipient,
    kind: message.content.kind,
    content: sql.json(message.content),
  })} on conflict (organization_id, event_id, recipient) do nothing`

export interface QueuedRow {
  readonly delivery_id: string
  readonly member_id: string
  readonly recipient: string
  readonly content: unknown
  readonly deactivated: boolean
}

/** What is still to be sent because of an event. */
export const queuedDeliveries = (sql: Sql, tenant: OrganizationId, eventId: string) =>
  sql<QueuedRow>`select d.delivery_id, d.member_id, d.recipient, d.content, m.deactivated
    from deliveries d join members m using (organization_id, member_id)
    where d.organization_id = ${tenant} and d.event_id = ${eventId} and d.state = 'queued'`
