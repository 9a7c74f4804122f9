import { Delivery, DeliveryNotRepeatable } from "@tango/contracts/api/NotificationsApi"
import { NotificationsAuditRecorded } from "@tango/contracts/events/AuditEvents"
import { CurrentTenant } from "@tango/contracts/Principal"
import { type IdempotencyKeyReused, NotFound } from "@tango/contracts/Problem"
import { recordAudit } from "@tango/messaging/Audit"
import { OutboxSignal } from "@tango/messaging/Outbox"
import { idempotent } from "@tango/service/Idempotency"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { randomUUIDv7 } from "node:crypto"
import { decodeContent } from "./domain/Content.ts"
import { allMembers } from "./Members.ts"
import { findDelivery, queueDeliveries, toDelivery } from "./persistence/DeliveryRows.ts"
import { Sender } from "./Sender.ts"

export interface Repeat {
  readonly deliveryId: string
  readonly actorId: string
  readonly idempotencyKey: string | undefined
}

const refused = (reason: DeliveryNotRepeatable["reason"]) => new DeliveryNotRepeatable({ reason })

/** E-mails that an admin sends once more, to the address that the member has now. */
export class Repeats extends Context.Service<
  Repeats,
  {
    /** A delivery of its own, which says which one it repeats. */
    resend(
      repeat: Repeat,
    ): Effect.Effect<typeof Delivery.Type, NotFound | DeliveryNotRepeatable | IdempotencyKeyReused, CurrentTenant>
  }
>()("@tango/notifications/Repeats") {
  static readonly layer = Layer.effect(
    Repeats,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const sender = yield* Sender
      const signal = yield* OutboxSignal

      const queue = Effect.fnUntraced(function* ({ actorId, deliveryId }: Repeat) {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        const [row] = yield* findDelivery(sql, tenant, deliveryId)
        if (row === undefined) return yield* new NotFound({})
        if (row.state === "queued") return yield* refused("still_queued")
        const member = (yield* allMembers).find((each) => each.memberId === row.member_id)
        if (member?.status !== "active") return yield* refused("member_deactivated")
        const suppressed = yield* sql`select from suppressions
          where organization_id = ${tenant} and address = lower(${member.email})`
        if (suppressed.length > 0) return yield* refused("address_suppressed")
        const content = yield* Effect.mapError(decodeContent(row.content), () => refused("not_understood"))
        const [queued] = yield* queueDeliveries(sql, tenant, [
          {
            eventId: randomUUIDv7(),
            memberId: member.memberId,
            recipient: member.email,
            content,
            notBefore: null,
            withheld: null,
            resendOf: deliveryId,
          },
        ])
        if (queued === undefined) return yield* Effect.die("a new id was there before")
        yield* recordAudit(NotificationsAuditRecorded, {
          actor: { kind: "member", id: actorId },
          action: "delivery.resent",
          target: { type: "delivery", id: deliveryId },
          details: { kind: row.kind, delivery: queued.delivery_id },
        }).pipe(Effect.provideService(OutboxSignal, signal))
        return toDelivery(queued)
      })

      const resend = Effect.fn("Repeats.resend")(function* (repeat: Repeat) {
        const tenant = yield* CurrentTenant
        const queued = yield* tenantSql.transaction(
          idempotent(
            Delivery,
            { key: repeat.idempotencyKey, operation: "deliveries.resend", request: repeat.deliveryId },
            queue(repeat),
          ),
        )
        // It is written down: what cannot be sent now, the job sends.
        yield* Effect.ignore(sender.send({ deliveryId: queued.deliveryId }))
        const [row] = yield* tenantSql.read((sql) => findDelivery(sql, tenant, queued.deliveryId))
        return row === undefined ? queued : toDelivery(row)
      })

      return Repeats.of({ resend })
    }),
  )
}
