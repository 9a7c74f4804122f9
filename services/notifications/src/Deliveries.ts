import type { Delivery, DeliveryDetails } from "@tango/contracts/api/NotificationsApi"
import { EmailBounced, EmailComplained, EmailDelivered } from "@tango/contracts/events/NotificationsEvents"
import type { PageQuery } from "@tango/contracts/Paging"
import { CurrentTenant } from "@tango/contracts/Principal"
import { type InvalidCursor, NotFound } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { advance, type DeliveryState } from "./domain/DeliveryState.ts"
import { moveOn } from "./persistence/DeliveryChanges.ts"
import { type DeliveryFilter, findDelivery, listDeliveries, toDelivery, toDetails } from "./persistence/DeliveryRows.ts"

type Told = { readonly state: DeliveryState; readonly reason: string | null; readonly providerId: string }

const DeliveryId = Schema.String.check(Schema.isUUID())

const announced = (state: DeliveryState) =>
  state === "bounced" ? EmailBounced : state === "complained" ? EmailComplained : null

/** The log of e-mails to the tenant's people: one for each event and recipient. */
export class Deliveries extends Context.Service<
  Deliveries,
  {
    list(query: PageQuery & DeliveryFilter): Effect.Effect<
      {
        readonly items: ReadonlyArray<typeof Delivery.Type>
        readonly next_cursor: string | null
      },
      InvalidCursor,
      CurrentTenant
    >
    get(deliveryId: string): Effect.Effect<typeof DeliveryDetails.Type, NotFound, CurrentTenant>
    /** Moves a delivery forward by what the provider tells, and tells of it where others want to know. */
    raise(deliveryId: string, told: Told): Effect.Effect<void, SqlError, Transaction | CurrentTenant>
  }
>()("@tango/notifications/Deliveries") {
  static readonly layer = Layer.effect(
    Deliveries,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal

      const list = Effect.fn("Deliveries.list")(function* ({ cursor, limit, ...filter }: PageQuery & DeliveryFilter) {
        const query = { ...(cursor === undefined ? {} : { cursor }), ...(limit === undefined ? {} : { limit }) }
        const after = yield* fromCursor(query, DeliveryId)
        const size = pageSize(query)
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) => listDeliveries(sql, tenant, filter, after, size + 1))
        return toPage(rows, size, (row) => row.delivery_id, toDelivery)
      })

      const get = Effect.fn("Deliveries.get")(function* (deliveryId: string) {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => findDelivery(sql, tenant, deliveryId))
        return row === undefined ? yield* new NotFound({}) : toDetails(row)
      })

      const raise = Effect.fn("Deliveries.raise")(function* (deliveryId: string, told: Told) {
        const sql = yield* Transaction
        const organizationId = yield* CurrentTenant
        const [row] = yield* sql<{ state: DeliveryState; kind: string; version: number }>`
          select state, kind, version from deliveries
          where organization_id = ${organizationId} and delivery_id = ${deliveryId} for update`
        const state = row === undefined ? null : advance(row.state, told.state)
        if (row === undefined || state === null) return
        yield* moveOn(sql, organizationId, deliveryId, { ...told, state })
        const news = { subject: `delivery/${deliveryId}`, sequence: row.version + 1 }
        const data = { organizationId, deliveryId, kind: row.kind }
        const failed = announced(state)
        yield* (
          failed !== null
            ? Outbox.append(failed, { ...news, data: { ...data, reason: told.reason ?? "General" } })
            : state === "delivered"
              ? Outbox.append(EmailDelivered, { ...news, data })
              : Effect.void
        ).pipe(Effect.provideService(Outbox.OutboxSignal, signal))
      })

      return Deliveries.of({ list, get, raise })
    }),
  )
}
