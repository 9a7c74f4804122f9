import * as PgClient from "@effect/sql-pg/PgClient"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Reactivity from "effect/reactivity/Reactivity"
import type { SqlError } from "effect/sql/SqlError"
import { connectionOf } from "./Connection.ts"

const application = Config.String("SERVICE_NAME").pipe(Config.withDefault("tango"))

const pool = (url: string, options: { multiplex: boolean; maxConnections: number }) =>
  Effect.gen(function* () {
    return yield* PgClient.make({
      ...(yield* connectionOf(yield* Config.Redacted(url))),
      applicationName: yield* application,
      idleTimeout: "60 seconds",
      connectTimeout: "30 seconds",
      // Columns and keys keep the names they have: rewriting would also reach into JSON documents.
      transformJson: false,
      ...options,
      ...(options.multiplex ? { multiplexConcurrency: 8 } : {}),
    })
  }).pipe(Effect.provide(Reactivity.layer))

/**
 * The application role's two pools: short single statements share multiplexed connections, transactions have one each.
 * Not for use outside this library: `TenantSql` is the door.
 */
export class TenantPools extends Context.Service<
  TenantPools,
  {
    readonly reads: PgClient.PgClient
    readonly writes: PgClient.PgClient
  }
>()("@tango/tenancy/TenantPools") {
  static readonly layer = Layer.effect(
    TenantPools,
    Effect.all({
      reads: pool("DATABASE_URL", { multiplex: true, maxConnections: 4 }),
      writes: pool("DATABASE_URL", { multiplex: false, maxConnections: 8 }),
    }),
  )
}

/**
 * The role of jobs that work across tenants (the relay, look-ups for a provider's event): it has policies of its own and no
 * right to bypass any.
 */
export class SystemSql extends Context.Service<SystemSql, PgClient.PgClient>()("@tango/tenancy/SystemSql") {
  static readonly layer = Layer.effect(SystemSql, pool("DATABASE_SYSTEM_URL", { multiplex: false, maxConnections: 3 }))
}

/** A database does not answer, or does not let its role in. */
class DatabaseUnreachable extends Schema.TaggedError<DatabaseUnreachable>()("DatabaseUnreachable", {
  variable: Schema.String,
  problem: Schema.String,
}) {}

/** Why the database that a variable names cannot be used. */
const unreachable = (variable: string, { reason }: SqlError) => {
  const { cause } = reason
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : ""
  return new DatabaseUnreachable({
    variable,
    problem:
      reason._tag === "AuthenticationError"
        ? `names a role that its database does not let in${code}`
        : `names a database that does not answer${code}; expected one that this network reaches`,
  })
}

/** Asks a database whether it answers, as the role that the variable names. */
export const databaseAnswers = (variable: string, sql: PgClient.PgClient) =>
  sql`select 1`.pipe(
    Effect.mapError((error) => unreachable(variable, error)),
    Effect.withTracerEnabled(false),
    Effect.asVoid,
  )

/** A process whose database does not answer, or does not let it in, does not start. */
export const layerDatabaseAnswers = Layer.effectDiscard(
  Effect.gen(function* () {
    const { writes } = yield* TenantPools
    yield* Effect.all(
      [databaseAnswers("DATABASE_URL", writes), databaseAnswers("DATABASE_SYSTEM_URL", yield* SystemSql)],
      { concurrency: "unbounded" },
    )
  }),
).pipe(Layer.provide([TenantPools.layer, SystemSql.layer]))
