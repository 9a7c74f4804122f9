import { type Consumption, UsageLimitReached } from "@tango/contracts/api/entitlements/UsageGroup"
import { UsageRecorded } from "@tango/contracts/events/EntitlementsEvents"
import { type MeteredFeature, meters } from "@tango/contracts/Plans"
import { CurrentTenant } from "@tango/contracts/Principal"
import { IdempotencyKeyReused, NotFound } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { admit, drawFrom, warningAt } from "./domain/Meters.ts"
import { Organizations } from "./Organizations.ts"
import { changeLot, lockLots } from "./persistence/CreditRows.ts"
import * as Rows from "./persistence/UsageRows.ts"
import { warn } from "./Warnings.ts"

type View = typeof Consumption.Type

/** The key was used before: what this attempt has taken is rolled back, and the first answer given again. */
class Repeated extends Schema.TaggedError<Repeated>()("Repeated", {}) {}

const view = ({ feature, key }: Omit<Rows.Use, "tenant">, row: Rows.ConsumptionRow): View => ({
  key,
  feature,
  amount: row.amount,
  fromCredits: row.from_credits,
  used: row.used_after,
  limit: row.limit_then,
  warning: warningAt(row.used_after, row.limit_then),
  released: row.released_at !== null,
})

/** Admission to what is metered. */
export class Usage extends Context.Service<
  Usage,
  {
    /** All of the amount or none of it, once for a key: from the month's limit, and beyond it from the pool of credits. */
    consume(
      use: { readonly feature: MeteredFeature; readonly key: string },
      amount: number,
    ): Effect.Effect<View, UsageLimitReached | IdempotencyKeyReused, CurrentTenant>
    /** Gives back what was admitted under a key, for what then did not happen; once. */
    release(use: {
      readonly feature: MeteredFeature
      readonly key: string
    }): Effect.Effect<View, NotFound, CurrentTenant>
  }
>()("@tango/entitlements/Usage") {
  static readonly layer = Layer.effect(
    Usage,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const organizations = yield* Organizations
      const signal = yield* Outbox.OutboxSignal

      const record = Effect.fnUntraced(function* (use: Rows.Use, amount: number, at: Date, sequence: number) {
        yield* Outbox.append(UsageRecorded, {
          subject: `usage/${use.tenant}/${use.feature}/${use.key}`,
          sequence,
          data: {
            organizationId: use.tenant,
            feature: use.feature,
            amount,
            recordedAt: at.toISOString(),
            key: use.key,
          },
        })
      })

      /** Nothing is left of the limit for all of it: the rest from the pool, or nothing at all. */
      const beyond = Effect.fnUntraced(function* (wanted: Rows.NewConsumption, refusal: Refusal) {
        const sql = yield* Transaction
        const { limit, tenant } = wanted
        if (limit === null) return yield* Effect.die("without a limit there is room")
        const [row] = yield* Rows.lockUsed(sql, wanted, wanted.periodStart)
        // Somebody with this key may have been here while this one waited.
        const [before] = yield* Rows.findConsumption(sql, wanted)
        if (before !== undefined) return yield* new Repeated({})
        const lots = yield* lockLots(sql, tenant, wanted.at)
        const pool = lots.map(({ lot_id, remaining }) => ({ lotId: lot_id, remaining }))
        const credits = pool.reduce((sum, { remaining }) => sum + remaining, 0)
        const { creditsPerUnit } = meters[wanted.feature]
        const used = row?.used ?? 0
        const paid = admit({ amount: wanted.amount, creditsPerUnit }, { used, limit, credits })
        if (paid === null) return yield* refusal(used, limit, credits)
        const drawn = drawFrom(pool, paid.fromCredits * creditsPerUnit)
        for (const { credits, lotId } of drawn) yield* changeLot(sql, tenant, lotId, -credits)
        const [taken] = yield* Rows.takeBeyondLimit(sql, wanted, { ...paid, lots: drawn })
        return taken === undefined ? yield* new Repeated({}) : { used: taken.used, fromCredits: paid.fromCredits }
      })

      const consumeIn = Effect.fnUntraced(function* (wanted: Rows.NewConsumption, refusal: Refusal) {
        const sql = yield* Transaction
        const [room] = yield* Rows.takeFromLimit(sql, wanted)
        if (room?.fresh === false) return yield* new Repeated({})
        const { fromCredits, used } = room === undefined ? yield* beyond(wanted, refusal) : { ...room, fromCredits: 0 }
        yield* record(wanted, wanted.amount, wanted.at, 1)
        const { amount, feature, key, limit } = wanted
        const warning = warningAt(used, limit)
        if (warning !== warningAt(used - (amount - fromCredits), limit)) {
          yield* warn(meters[feature].limit, { used, limit, periodStart: wanted.periodStart })
        }
        return { key, feature, amount, fromCredits, used, limit, warning, released: false }
      })

      const first = Effect.fnUntraced(function* (use: Rows.Use, amount: number) {
        const [row] = yield* tenantSql.read((sql) => Rows.findConsumption(sql, use))
        if (row === undefined) return yield* Effect.die("a consumption that was there is not")
        return row.amount === amount ? view(use, row) : yield* new IdempotencyKeyReused({})
      })

      const consume = Effect.fn("Usage.consume")(function* (
        use: { readonly feature: MeteredFeature; readonly key: string },
        amount: number,
      ) {
        const tenant = yield* CurrentTenant
        const { limits, period, plan } = yield* organizations.current
        const at = new Date(yield* Clock.currentTimeMillis)
        const limit = limits[meters[use.feature].limit]
        const wanted = { ...use, tenant, amount, limit, at, periodStart: period.start }
        const refusal: Refusal = (used, limit, credits) =>
          new UsageLimitReached({ feature: use.feature, plan, limit, used, credits, resetsAt: period.end })
        return yield* tenantSql
          .transaction(consumeIn(wanted, refusal))
          .pipe(Effect.catchTag("Repeated", () => first(wanted, amount)))
      })

      const releaseIn = Effect.fnUntraced(function* (use: Rows.Use) {
        const sql = yield* Transaction
        const at = new Date(yield* Clock.currentTimeMillis)
        const [row] = yield* Rows.markReleased(sql, use, at)
        if (row === undefined) {
          const [before] = yield* Rows.findConsumption(sql, use)
          return before === undefined ? yield* new NotFound({}) : view(use, before)
        }
        yield* Rows.giveBack(sql, use, row.period_start, row.amount - row.from_credits)
        for (const { credits, lotId } of yield* Effect.orDie(Rows.decodeLots(row.lots))) {
          yield* changeLot(sql, use.tenant, lotId, credits)
        }
        yield* record(use, -row.amount, at, 2)
        return view(use, row)
      })

      const release = Effect.fn("Usage.release")(function* (use: {
        readonly feature: MeteredFeature
        readonly key: string
      }) {
        return yield* tenantSql.transaction(releaseIn({ ...use, tenant: yield* CurrentTenant }))
      })

      return Usage.of({
        consume: (use, amount) => Effect.provideService(consume(use, amount), Outbox.OutboxSignal, signal),
        release: (use) => Effect.provideService(release(use), Outbox.OutboxSignal, signal),
      })
    }),
  )
}

type Refusal = (used: number, limit: number, credits: number) => UsageLimitReached
