import { OrganizationEntitlementsChanged } from "@tango/contracts/events/EntitlementsEvents"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Outbox from "@tango/messaging/Outbox"
import { tellOrganization } from "@tango/service/entitlements/Projection"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { isDeepStrictEqual } from "node:util"
import { type Effective, effectiveAt, nextChangeAt } from "./domain/Effective.ts"
import { periodAt, type Period } from "./domain/Period.ts"
import { decodeKnown, factsOf, findKnown, type Known, lockKnown, saveKnown, unknown } from "./persistence/FactRows.ts"

const encodeAnnounced = Schema.encodeEffect(OrganizationEntitlementsChanged.data)

export type Now = Effective & { readonly nextChangeAt: Date | null; readonly period: Period }

/** What counts at an instant, and in which month of billing it is. */
const at = (known: Known, instant: Date): Now => {
  const facts = factsOf(known)
  return {
    ...effectiveAt(facts, instant),
    nextChangeAt: nextChangeAt(facts, instant),
    period: periodAt(facts.subscription?.currentPeriodEnd ?? null, instant),
  }
}

const now = Effect.map(Clock.currentTimeMillis, (milliseconds) => new Date(milliseconds))

/** What the tenant may do, as it follows from billing's words, exceptions and time. */
export class Organizations extends Context.Service<
  Organizations,
  {
    /** An organization that nobody has told of yet is on Free. */
    at(instant: Date): Effect.Effect<Now, never, CurrentTenant>
    readonly current: Effect.Effect<Now, never, CurrentTenant>
    readonly isKnown: Effect.Effect<boolean, never, CurrentTenant>
    /**
     * Writes what `change` makes of what is known, in a transaction that others about the organization wait for, and announces it
     * when what may be done is another by that, or by the time that has passed.
     */
    change<E, R>(
      change: (known: Known) => Effect.Effect<Known, E | SqlError, R>,
    ): Effect.Effect<void, Exclude<E, SqlError>, Exclude<Exclude<R, Transaction>, Outbox.OutboxSignal> | CurrentTenant>
  }
>()("@tango/entitlements/Organizations") {
  static readonly layer = Layer.effect(
    Organizations,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal

      const decode = (rows: ReadonlyArray<object>): Effect.Effect<Known> =>
        rows[0] === undefined ? Effect.succeed(unknown) : Effect.orDie(decodeKnown(rows[0]))

      const read = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        return yield* decode(yield* tenantSql.read((sql) => findKnown(sql, tenant)))
      })

      const announce = Effect.fnUntraced(function* (known: Known, { features, limits, overrides, plan }: Effective) {
        const organizationId = yield* CurrentTenant
        const data = { organizationId, plan, features, limits, overridden: overrides.map(({ name }) => name) }
        const announced = yield* Effect.orDie(encodeAnnounced(data))
        if (isDeepStrictEqual(known.announced, announced)) return known
        const version = known.version + 1
        const subject = `entitlements/${organizationId}`
        yield* Outbox.append(OrganizationEntitlementsChanged, { subject, sequence: version, data })
        // Its own answers come from the same rows as everybody else's.
        yield* tellOrganization(data, version)
        return { ...known, version, announced }
      })

      const changeIn = Effect.fnUntraced(function* <E, R>(change: (known: Known) => Effect.Effect<Known, E, R>) {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        yield* lockKnown(sql, tenant)
        const before = yield* decode(yield* findKnown(sql, tenant))
        const changed = yield* change(before)
        const effective = at(changed, yield* now)
        const after = yield* announce(changed, effective)
        yield* saveKnown(sql, tenant, after, effective)
      })

      const current = Effect.flatMap(now, (instant) => Effect.map(read, (known) => at(known, instant)))
      return Organizations.of({
        at: (instant) => Effect.map(read, (known) => at(known, instant)),
        current: Effect.withSpan(current, "Organizations.current"),
        isKnown: Effect.map(read, (known) => known !== unknown),
        change: (change) =>
          tenantSql.transaction(changeIn(change)).pipe(Effect.provideService(Outbox.OutboxSignal, signal)),
      })
    }),
  )
}
