import type { Delivery } from "@tango/contracts/api/NotificationsApi"
import { EmailDelivered } from "@tango/contracts/events/NotificationsEvents"
import type { PageQuery } from "@tango/contracts/Paging"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { InvalidCursor } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { advance, type DeliveryState } from "./domain/DeliveryState.ts"
import { Content, type Message } from "./domain/Message.ts"
import { listDeliveries, queuedDeliveries, queueDelivery, toDelivery } from "./persistence/DeliveryRows.ts"

/** A delivery that is still to be sent. */
export interface Queued {
  readonly deliveryId: string
  readonly memberId: string
  readonly recipient: string
  readonly content: Content
  readonly deactivated: boolean
}

const DeliveryId = Schema.String.check(Schema.isUUID())
const decodeContent = Schema.decodeUnknownEffect(Content)

/** E-mails to the tenant's people: one for each event and recipient. */
export class Deliveries extends Context.Service<
  Deliveries,
  {
    list(query: PageQuery): Effect.Effect<
      {
        readonly items: ReadonlyArray<typeof Delivery.Type>
        readonly next_cursor: string | null
      },
      InvalidCursor,
      CurrentTenant
    >
    /** Keeps the messages for sending, with whatever else the transaction writes. */
    queue(eventId: string, messages: ReadonlyArray<Message>): Effect.Effect<void, SqlError, Transaction | CurrentTenant>
    /** What has been queued because of an event and not been sent. */
    queued(eventId: string): Effect.Effect<ReadonlyArray<Queued>, never, CurrentTenant>
    markSent(deliveryId: string, providerId: string): Effect.Effect<void, never, CurrentTenant>
    markFailed(deliveryId: string, reason: string): Effect.Effect<void, never, CurrentTenant>
    /** Moves a delivery forward, and tells when it has been delivered. */
    raise(deliveryId: string, heard: DeliveryState): Effect.Effect<void, SqlError, Transaction | CurrentTenant>
  }
>()("@tango/notifications/Deliveries") {
  static readonly layer = Layer.effect(
    Deliveries,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal

      const list = Effect.fn("Deliveries.list")(function* (query: PageQuery) {
        const after = yield* fromCursor(query, DeliveryId)
        const size = pageSize(query)
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) => listDeliveries(sql, tenant, after, size + 1))
        return toPage(rows, size, (row) => row.delivery_id, toDelivery)
      })

      const queue = Effect.fn("Deliveries.queue")(function* (eventId: string, messages: ReadonlyArray<Message>) {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        for (const message of messages) yield* queueDelivery(sql, tenant, eventId, message)
      })

      const queued = Effect.fn("Deliveries.queued")(function* (eventId: string) {
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) => queuedDeliveries(sql, tenant, eventId))
        return yield* Effect.forEach(rows, (row) =>
          Effect.map(Effect.orDie(decodeContent(row.content)), (content) => ({
            deliveryId: row.delivery_id,
            memberId: row.member_id,
            recipient: row.recipient,
            content,
            deactivated: row.deactivated,
          })),
        )
      })

      const settle = (deliveryId: string, state: "sent" | "failed", providerId: string | null, reason: string | null) =>
        tenantSql.transaction(
          Effect.gen(function* () {
            const sql = yield* Transaction
            const tenant = yield* CurrentTenant
            // Of two that send at the same time, the one that succeeds is right: the e-mail is on its way.
            const open = state === "sent" ? ["queued", "failed"] : ["queued"]
            yield* sql`update deliveries set state = ${state}, provider_id = ${providerId}, reason = ${reason},
              version = version + 1, updated_at = now()
              where organization_id = ${tenant} and delivery_id = ${deliveryId} and provider_id is null
                and ${sql.in("state", open)}`
          }),
        )

      const raise = Effect.fn("Deliveries.raise")(function* (deliveryId: string, heard: DeliveryState) {
        const sql = yield* Transaction
        const organizationId = yield* CurrentTenant
        const [row] = yield* sql<{ state: DeliveryState; kind: string; version: number }>`
          select state, kind, version from deliveries
          where organization_id = ${organizationId} and delivery_id = ${deliveryId} for update`
        const state = row === undefined ? null : advance(row.state, heard)
        if (row === undefined || state === null) return
        yield* sql`update deliveries set state = ${state}, version = version + 1, updated_at = now()
          where organization_id = ${organizationId} and delivery_id = ${deliveryId}`
        if (state !== "delivered") return
        yield* Outbox.append(EmailDelivered, {
          subject: `delivery/${deliveryId}`,
          sequence: row.version + 1,
          data: { organizationId, deliveryId, kind: row.kind },
        }).pipe(Effect.provideService(Outbox.OutboxSignal, signal))
      })

      return Deliveries.of({
        list,
        queue,
        queued,
        markSent: (deliveryId, providerId) => settle(deliveryId, "sent", providerId, null),
        markFailed: (deliveryId, reason) => settle(deliveryId, "failed", null, reason),
        raise,
      })
    }),
  )
}
