import type * as PgClient from "@effect/sql-pg/PgClient"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { isSqlError, type SqlError } from "effect/sql/SqlError"
import type { Statement } from "effect/sql/Statement"
import { TenantPools } from "./Database.ts"

/** The client of the transaction one is in; only `TenantSql.transaction` provides it, so outside of one nothing can need it. */
export class Transaction extends Context.Service<Transaction, PgClient.PgClient>()("@tango/tenancy/Transaction") {}

/**
 * The way to a tenant's rows. Without a `CurrentTenant` nothing here compiles, and without the setting that these two make,
 * row-level security shows nothing.
 */
export class TenantSql extends Context.Service<
  TenantSql,
  {
    /** One reading statement, in one round trip. */
    read<Row extends object>(
      query: (sql: PgClient.PgClient) => Statement<Row>,
    ): Effect.Effect<ReadonlyArray<Row>, never, CurrentTenant>
    /** All or nothing; database errors that the body does not catch are defects. */
    transaction<A, E, R>(
      body: Effect.Effect<A, E, R>,
    ): Effect.Effect<A, Exclude<E, SqlError>, Exclude<R, Transaction> | CurrentTenant>
  }
>()("@tango/tenancy/TenantSql") {
  static readonly layer = Layer.effect(
    TenantSql,
    Effect.gen(function* () {
      const { reads, writes } = yield* TenantPools
      const read = <Row extends object>(query: (sql: PgClient.PgClient) => Statement<Row>) =>
        Effect.gen(function* () {
          const tenant = yield* CurrentTenant
          // The sub-select is evaluated once, before the scan below it; were it not, the policy would show no rows at all.
          return yield* reads<Row>`select q.* from (${query(reads)}) q
            where (select set_config('app.organization_id', ${tenant}, true)) is not null`
        }).pipe(Effect.orDie)

      const transaction = <A, E, R>(body: Effect.Effect<A, E, R>) =>
        Effect.gen(function* () {
          const tenant = yield* CurrentTenant
          return yield* writes.withTransaction(
            Effect.andThen(
              writes`select set_config('app.organization_id', ${tenant}, true)`,
              Effect.provideService(body, Transaction, writes),
            ),
          )
        }).pipe(dieOnSqlError)

      return TenantSql.of({ read, transaction })
    }),
  ).pipe(Layer.provide(TenantPools.layer))
}

const isDomainError = <E>(error: E): error is Exclude<E, SqlError> => !isSqlError(error)

const dieOnSqlError = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, Exclude<E, SqlError>, R> =>
  Effect.catch(effect, (error) => (isDomainError(error) ? Effect.fail(error) : Effect.die(error)))
