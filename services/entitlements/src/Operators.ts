import type { CreditLot, Override } from "@tango/contracts/api/entitlements/OperatorGroup"
import { EntitlementsAuditRecorded } from "@tango/contracts/events/AuditEvents"
import { CurrentOperator } from "@tango/contracts/Operator"
import { Feature, LimitName } from "@tango/contracts/Plans"
import { CurrentTenant } from "@tango/contracts/Principal"
import { NotFound } from "@tango/contracts/Problem"
import { recordAudit } from "@tango/messaging/Audit"
import * as Outbox from "@tango/messaging/Outbox"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Organizations } from "./Organizations.ts"
import * as Rows from "./persistence/CreditRows.ts"
import { decodeKnown, findKnown } from "./persistence/FactRows.ts"

type OverrideView = typeof Override.Type
type LotView = typeof CreditLot.Type
type Acting<A, E = never> = Effect.Effect<A, NotFound | E, CurrentTenant | CurrentOperator>

interface Said {
  readonly reason: string
  readonly expiresAt: Date | null
}

const decodeName = Schema.decodeUnknownEffect(Schema.Union([Feature, LimitName]))

const toOverride = Effect.fnUntraced(function* (row: Rows.OverrideRow) {
  return {
    overrideId: row.override_id,
    name: yield* Effect.orDie(decodeName(row.name)),
    value: yield* Effect.orDie(Rows.decodeValue(row.value)),
    reason: row.reason,
    author: row.author,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
})

const toLot = (row: Rows.LotRow): LotView => ({
  lotId: row.lot_id,
  amount: row.amount,
  remaining: row.remaining,
  reason: row.reason,
  author: row.author,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})

/** What the vendor's staff may do: exceptions from an organization's plan, and credits for it, each with reason and author. */
export class Operators extends Context.Service<
  Operators,
  {
    /** Newest first, also those that have ended. */
    readonly overrides: Acting<ReadonlyArray<OverrideView>>
    override(
      override: { readonly name: Feature | LimitName; readonly value: boolean | number | null },
      said: Said,
    ): Acting<OverrideView>
    endOverride(overrideId: string): Acting<void>
    grantCredits(amount: number, said: Said): Acting<LotView>
  }
>()("@tango/entitlements/Operators") {
  static readonly layer = Layer.effect(
    Operators,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const organizations = yield* Organizations
      const signal = yield* Outbox.OutboxSignal
      const known = Effect.gen(function* () {
        if (!(yield* organizations.isKnown)) return yield* new NotFound({})
        return new Date(yield* Clock.currentTimeMillis)
      })

      const audit = Effect.fnUntraced(function* (action: string, id: string, details: Record<string, string | null>) {
        const { name } = yield* CurrentOperator
        const actor = { kind: "operator" as const, id: name }
        const target = { type: action.split(".")[0] ?? "override", id }
        yield* recordAudit(EntitlementsAuditRecorded, { actor, action, target, details })
      })

      /** Changes the exceptions and what follows from them, in one transaction. */
      const changing = <A, E, R>(body: Effect.Effect<A, E, R>) =>
        Effect.gen(function* () {
          let result: A | undefined
          yield* organizations.change((before) =>
            Effect.gen(function* () {
              result = yield* body
              const sql = yield* Transaction
              const [row] = yield* findKnown(sql, yield* CurrentTenant)
              return row === undefined ? before : yield* Effect.orDie(decodeKnown(row))
            }),
          )
          return result ?? (yield* Effect.die("the change gave nothing"))
        })

      const override = Effect.fn("Operators.override")(function* (
        { name, value }: { readonly name: Feature | LimitName; readonly value: boolean | number | null },
        { expiresAt, reason }: Said,
      ) {
        const at = yield* known
        const { name: author } = yield* CurrentOperator
        const row = yield* changing(
          Effect.gen(function* () {
            const written = yield* Rows.insertOverride(yield* Transaction, yield* CurrentTenant, {
              name,
              value,
              reason,
              author,
              created_at: at,
              expires_at: expiresAt,
            })
            const until = expiresAt?.toISOString() ?? null
            yield* audit("override.created", written.override_id, { name, value: JSON.stringify(value), until })
            return written
          }),
        )
        return yield* toOverride(row)
      })

      const endOverride = Effect.fn("Operators.endOverride")(function* (overrideId: string) {
        const at = yield* known
        yield* changing(
          Effect.gen(function* () {
            const [row] = yield* Rows.endOverride(yield* Transaction, yield* CurrentTenant, overrideId, at)
            if (row === undefined) return yield* new NotFound({})
            yield* audit("override.ended", overrideId, { name: row.name })
            return row
          }),
        )
      })

      const grantCredits = Effect.fn("Operators.grantCredits")(function* (amount: number, said: Said) {
        const at = yield* known
        const { name: author } = yield* CurrentOperator
        const grant = Effect.gen(function* () {
          const row = yield* Rows.insertLot(yield* Transaction, yield* CurrentTenant, {
            amount,
            reason: said.reason,
            author,
            created_at: at,
            expires_at: said.expiresAt,
          })
          yield* audit("credits.granted", row.lot_id, { amount: String(amount) })
          return row
        })
        return toLot(yield* tenantSql.transaction(grant).pipe(Effect.provideService(Outbox.OutboxSignal, signal)))
      })

      const overrides = Effect.gen(function* () {
        yield* known
        const tenant = yield* CurrentTenant
        return yield* Effect.forEach(yield* tenantSql.read((sql) => Rows.listOverrides(sql, tenant)), toOverride)
      })

      return Operators.of({ overrides, override, endOverride, grantCredits })
    }),
  )
}
