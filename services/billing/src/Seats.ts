import type { SeatUse } from "@tango/contracts/api/BillingApi"
import { BillingAuditRecorded } from "@tango/contracts/events/AuditEvents"
import { OrganizationId } from "@tango/contracts/Ids"
import { plans } from "@tango/contracts/Plans"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import { recordAudit } from "@tango/messaging/Audit"
import { OutboxSignal } from "@tango/messaging/Outbox"
import type { Received } from "@tango/messaging/Reaction"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { StripeSubscription } from "./domain/Books.ts"
import { type SeatStep, seatStep } from "./domain/Change.ts"
import {
  claimRaise,
  clearPending,
  countMembers,
  markPending,
  type MemberStatus,
  writeMember,
} from "./persistence/Members.ts"
import { Store } from "./Store.ts"
import { StripeChanges } from "./stripe/StripeChanges.ts"
import { Subscriptions } from "./Subscriptions.ts"

type MemberEvent = Received<{ readonly memberId: string }>

/** Stripe takes 200 changes of a quantity an hour: what comes sooner waits for the job that gathers it. */
const raiseEverySeconds = 60

/** Seats that are paid for, and the members who need them. */
export class Seats extends Context.Service<
  Seats,
  {
    readonly use: Effect.Effect<typeof SeatUse.Type, never, CurrentTenant>
    /** Active members; at least one, as somebody is asking. */
    readonly used: Effect.Effect<number, never, CurrentTenant>
    /** Takes over what happened to a member, and makes the seats follow unless they were raised a moment ago. */
    follow(event: MemberEvent, status: MemberStatus): Effect.Effect<void, ProviderUnavailable, CurrentTenant>
    /** Makes the seats follow the members now; gives what was wrong. */
    readonly settle: Effect.Effect<SeatStep["_tag"], ProviderUnavailable, CurrentTenant>
    /** The organizations whose seats wait to follow. */
    readonly pending: Effect.Effect<ReadonlyArray<OrganizationId>>
  }
>()("@tango/billing/Seats") {
  static readonly layer = Layer.effect(
    Seats,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const system = yield* SystemSql
      const store = yield* Store
      const subscriptions = yield* Subscriptions
      const changes = yield* StripeChanges
      const signal = yield* OutboxSignal

      const count = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => countMembers(sql, tenant))
        return row ?? { used: 0, invited: 0 }
      })

      const use = Effect.gen(function* () {
        const { invited, used } = yield* count
        const { plan, price, seats } = yield* subscriptions.get
        return { paid: seats, used, invited, price, limit: plans[plan].limits.seats }
      }).pipe(Effect.withSpan("Seats.use"))

      const take = Effect.fnUntraced(
        function* (subscription: StripeSubscription, step: SeatStep) {
          if (step._tag === "Keep") return
          const terms = { price: subscription.price, seats: step.seats }
          const at = new Date(yield* Clock.currentTimeMillis)
          const next = { price: subscription.scheduled?.price ?? subscription.price, seats: step.seats }
          if (step._tag === "Lower") {
            // Back to what there is: nothing remains to be arranged.
            const undone = next.price === subscription.price && next.seats === subscription.seats
            yield* undone ? changes.release(subscription) : changes.schedule(subscription, next, null)
          } else {
            const prorationDate = at < subscription.currentPeriodStart ? subscription.currentPeriodStart : at
            const { currentPeriodEnd, seats, subscriptionId } = subscription
            const key = `seats:${subscriptionId}:${seats}:${step.seats}:${currentPeriodEnd.getTime()}:${at.getTime()}`
            yield* changes.apply(
              { subscription, terms, newPeriod: false, prorationDate },
              { key, bill: "later", seatFloor: null },
            )
            // A smaller plan that was arranged is still wanted, with a seat for everybody.
            if (subscription.scheduled !== null && subscription.scheduled.price !== subscription.price)
              yield* changes.schedule({ ...subscription, scheduleId: null }, next, null)
          }
          yield* recordAudit(BillingAuditRecorded, {
            actor: { kind: "system", id: "billing" },
            action: step._tag === "Raise" ? "seats.raised" : "seats.lowered",
            target: { type: "subscription", id: subscription.subscriptionId },
            details: { from: subscription.seats, to: step.seats },
          })
        },
        Effect.provideService(OutboxSignal, signal),
      )

      const settle = store
        .open((copy) =>
          Effect.gen(function* () {
            const sql = yield* Transaction
            const { standing } = yield* subscriptions.refresh(copy)
            yield* clearPending(sql, yield* CurrentTenant)
            if (standing._tag !== "Live" || standing.subscription.cancelAt !== null) return "Keep" as const
            const { used } = yield* count
            // Before the first member was heard of there is nothing to follow.
            if (used === 0) return "Keep" as const
            const step = seatStep(standing.subscription, used)
            yield* take(standing.subscription, step)
            if (step._tag !== "Keep") yield* subscriptions.refresh(copy)
            return step._tag
          }),
        )
        .pipe(
          // The raise is billed later, so no card can be refused for it.
          Effect.catchTag("StripeDeclined", Effect.die),
          Effect.withSpan("Seats.settle"),
        )

      const follow = Effect.fn("Seats.follow")(function* ({ data, metadata }: MemberEvent, status: MemberStatus) {
        const tenant = yield* CurrentTenant
        const member = { memberId: data.memberId, status, sequence: metadata.sequence }
        const mayRaise = yield* tenantSql.transaction(
          Effect.gen(function* () {
            const sql = yield* Transaction
            yield* writeMember(sql, tenant, member)
            if (status === "invited") return false
            const [claimed] = yield* claimRaise(sql, tenant, status === "active" ? raiseEverySeconds : 0)
            if (claimed === undefined) yield* markPending(sql, tenant)
            return claimed !== undefined
          }),
        )
        if (mayRaise) yield* settle
      })

      const pending = Effect.map(
        Effect.orDie(system<{ organization_id: string }>`select organization_id from customers where seats_pending`),
        (rows) => rows.map(({ organization_id }) => OrganizationId.make(organization_id)),
      )

      return Seats.of({ use, used: Effect.map(count, ({ used }) => used), follow, settle, pending })
    }),
  )
}
