import type { Usage as UsageView } from "@tango/contracts/api/entitlements/OrganizationGroup"
import type { MemberId } from "@tango/contracts/Ids"
import { type LimitName, LimitName as LimitNames, meters } from "@tango/contracts/Plans"
import type { Role } from "@tango/contracts/Permissions"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Outbox from "@tango/messaging/Outbox"
import { tellMember } from "@tango/service/entitlements/Projection"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { meterState } from "./domain/Meters.ts"
import { Organizations } from "./Organizations.ts"
import { openLots } from "./persistence/CreditRows.ts"
import { always, type Held, levels, tellLevel } from "./persistence/LevelRows.ts"
import { usedIn } from "./persistence/UsageRows.ts"
import { warn } from "./Warnings.ts"

/** How much of each limit is in use. What is held is counted from what the services that hold it say; they admit it themselves. */
export class Levels extends Context.Service<
  Levels,
  {
    readonly usage: Effect.Effect<typeof UsageView.Type, never, CurrentTenant>
    hold(held: Held): Effect.Effect<void, never, CurrentTenant>
    member(
      member: { readonly memberId: MemberId; readonly role: Role },
      status: "invited" | "active" | "deactivated" | "as_before",
      sequence: number,
    ): Effect.Effect<void, never, CurrentTenant>
  }
>()("@tango/entitlements/Levels") {
  static readonly layer = Layer.effect(
    Levels,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const organizations = yield* Organizations
      const signal = yield* Outbox.OutboxSignal

      const usage = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        const { limits, period } = yield* organizations.current
        const at = new Date(yield* Clock.currentTimeMillis)
        const [held, [metered], lots] = yield* Effect.all(
          [
            tenantSql.read((sql) => levels(sql, tenant)),
            tenantSql.read((sql) => usedIn(sql, { tenant, feature: "apiCalls" }, period.start)),
            tenantSql.read((sql) => openLots(sql, tenant, at)),
          ],
          { concurrency: 3 },
        )
        const isMetered = (name: LimitName) => meters.apiCalls.limit === name
        const usedOf = (name: LimitName) =>
          isMetered(name) ? (metered?.used ?? 0) : (held.find((row) => row.limit_name === name)?.used ?? 0)
        return {
          meters: LimitNames.literals.map((limitName) => ({
            limitName,
            used: usedOf(limitName),
            limit: limits[limitName],
            state: meterState(usedOf(limitName), limits[limitName]),
            resetsAt: isMetered(limitName) ? period.end : null,
          })),
          credits: {
            balance: lots.reduce((sum, { remaining }) => sum + remaining, 0),
            lots: lots.map(({ expires_at, remaining }) => ({ remaining, expiresAt: expires_at })),
          },
        }
      }).pipe(Effect.withSpan("Levels.usage"))

      /** Writes what is held and tells of the soft limits that this passes. */
      const write = <A, E, R>(limitName: LimitName, body: Effect.Effect<A, E, R>) =>
        Effect.gen(function* () {
          const { limits } = yield* organizations.current
          const told = Effect.gen(function* () {
            yield* body
            const sql = yield* Transaction
            const rows = yield* levels(sql, yield* CurrentTenant)
            const used = rows.find((row) => row.limit_name === limitName)?.used ?? 0
            yield* warn(limitName, { used, limit: limits[limitName], periodStart: always })
          })
          yield* tenantSql.transaction(told)
        }).pipe(Effect.provideService(Outbox.OutboxSignal, signal))

      return Levels.of({
        usage,
        hold: (held) =>
          write(
            held.limitName,
            Effect.gen(function* () {
              yield* tellLevel(yield* Transaction, yield* CurrentTenant, held)
            }),
          ).pipe(Effect.orDie),
        member: (member, status, sequence) => write("seats", tellMember(member, status, sequence)).pipe(Effect.orDie),
      })
    }),
  )
}
