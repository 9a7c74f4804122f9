import { Kind } from "@tango/contracts/api/NotificationsApi"
import { MemberId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { decodeContent } from "./domain/Content.ts"
import { isWanted } from "./domain/Preferences.ts"
import { isAddress } from "./domain/Text.ts"
import { EmailProvider, Retryable } from "./EmailProvider.ts"
import { claim, countAttempt, markSent, markUnsent } from "./persistence/DeliveryChanges.ts"
import { queuedDeliveries, type QueuedRow } from "./persistence/DeliveryRows.ts"
import { SendLimit } from "./SendLimit.ts"
import { suppress } from "./Suppressions.ts"
import { render } from "./Templates.ts"
import { Unsubscribing } from "./Unsubscribing.ts"

// Longer than SES takes to tell that it has sent: a delivery whose sender died is healed by that, and not sent again.
const leaseSeconds = 90

const isKind = Schema.is(Kind)

/** Why nothing may be sent any more, though it was queued: the member, the address or the wish is not what it was. */
const obstacle = (row: QueuedRow): { readonly state: "failed" | "suppressed"; readonly reason: string } | null => {
  if (row.deactivated) return { state: "failed", reason: "The member has been deactivated" }
  if (row.suppressed !== null) return { state: "suppressed", reason: `The address is suppressed: ${row.suppressed}` }
  if (!isAddress(row.recipient)) return { state: "failed", reason: "This is no e-mail address" }
  const choices = [
    ...(row.own === null ? [] : [{ memberId: row.member_id, enabled: row.own }]),
    ...(row.others === null ? [] : [{ memberId: "*", enabled: row.others }]),
  ].map((choice) => ({ ...choice, kind: row.kind, channel: "email" }))
  return isKind(row.kind) && !isWanted(choices, row.member_id, row.kind, "email")
    ? { state: "failed", reason: "The member does not want these e-mails" }
    : null
}

/** Which deliveries to send. */
export type Which = { readonly eventId: string } | { readonly deliveryId: string }

/** Brings queued deliveries to the provider. */
export class Sender extends Context.Service<
  Sender,
  {
    /** Sends what may go out now. What the rate limit leaves over stays queued for the job. */
    send(which: Which): Effect.Effect<void, Retryable, CurrentTenant>
  }
>()("@tango/notifications/Sender") {
  static readonly layer = Layer.effect(
    Sender,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const provider = yield* EmailProvider
      const limit = yield* SendLimit
      const unsubscribing = yield* Unsubscribing
      const from = yield* Config.String("EMAIL_FROM")
      const publicUrl = yield* Config.URL("PUBLIC_URL")

      const change = <A>(
        write: (sql: Transaction["Service"], tenant: CurrentTenant["Service"]) => Effect.Effect<A, SqlError>,
      ) =>
        tenantSql.transaction(
          Effect.gen(function* () {
            return yield* write(yield* Transaction, yield* CurrentTenant)
          }),
        )
      const unsent = (row: QueuedRow, state: "failed" | "suppressed", reason: string) =>
        change((sql, tenant) => markUnsent(sql, tenant, row.delivery_id, state, reason))

      const compose = Effect.fnUntraced(function* (row: QueuedRow) {
        const content = yield* decodeContent(row.content)
        const organizationId = yield* CurrentTenant
        const links = unsubscribing.linkFor({
          organizationId,
          memberId: MemberId.make(row.member_id),
          kind: content.kind,
        })
        const rendered = yield* render(content, { publicUrl, ...links })
        const idempotencyKey = `${row.event_id}/${row.member_id}`
        // The entity's id keeps mail programs from folding e-mails that look alike into one conversation.
        const headers = { "X-Entity-Ref-ID": idempotencyKey, ...links.headers }
        const tags = { kind: content.kind, delivery: row.delivery_id }
        return { ...rendered, idempotencyKey, from, to: row.recipient, headers, tags }
      })

      const tryAgain = (row: QueuedRow, error: Retryable) =>
        Effect.gen(function* () {
          if (error.retryAfterSeconds !== undefined) yield* limit.pause(error.retryAfterSeconds)
          yield* change((sql, tenant) => countAttempt(sql, tenant, row.delivery_id, error.reason, row.attempts))
          return yield* error
        })

      const sendOne = Effect.fn("Sender.sendOne")(function* (row: QueuedRow) {
        const inTheWay = obstacle(row)
        if (inTheWay !== null) return yield* unsent(row, inTheWay.state, inTheWay.reason)
        const email = yield* Effect.option(compose(row))
        if (email._tag === "None") return yield* unsent(row, "failed", "What it should say is not understood")
        if (!(yield* limit.take)) return undefined
        if (!provider.idempotent) {
          const [mine] = yield* change((sql, tenant) => claim(sql, tenant, row.delivery_id, leaseSeconds))
          if (mine === undefined) return yield* new Retryable({ reason: "Another process is sending it" })
        }
        return yield* provider.send(email.value).pipe(
          Effect.flatMap(({ providerId }) =>
            change((sql, tenant) => markSent(sql, tenant, row.delivery_id, providerId)),
          ),
          Effect.catchTags({
            TakenBefore: () => change((sql, tenant) => markSent(sql, tenant, row.delivery_id, null)),
            GiveUp: ({ reason }) =>
              Effect.andThen(
                Effect.logError("An e-mail can never be sent", { deliveryId: row.delivery_id, reason }),
                unsent(row, "failed", reason),
              ),
            Suppressed: ({ reason }) =>
              Effect.andThen(
                tenantSql.transaction(suppress(row.recipient, "provider")),
                unsent(row, "suppressed", reason),
              ),
            Retryable: (error) => tryAgain(row, error),
          }),
        )
      })

      const send = Effect.fn("Sender.send")(function* (which: Which) {
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) => queuedDeliveries(sql, tenant, which))
        const [, [failure]] = yield* Effect.partition(rows, sendOne, { concurrency: 2 })
        if (failure !== undefined) return yield* failure
      })

      return Sender.of({ send })
    }),
  )
}
