import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as PgClient from "@effect/sql-pg/PgClient"
import { messagingTables } from "@tango/messaging/Migrations"
import { starting } from "@tango/observability/Start"
import { connectionOf } from "@tango/tenancy/Connection"
import { databaseAnswers } from "@tango/tenancy/Database"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Migrator from "effect/sql/Migrator"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { idempotencyTable } from "./Idempotency.ts"

export type Migrations = Record<string, Effect.Effect<unknown, SqlError, PgClient.PgClient | SqlClient>>

const layerOwner = Layer.unwrap(
  Effect.gen(function* () {
    const connection = yield* connectionOf(yield* Config.Redacted("DATABASE_OWNER_URL"))
    return PgClient.layer({ ...connection, maxConnections: 1, connectTimeout: "30 seconds" })
  }),
)

/**
 * Brings a service's database (`DATABASE_OWNER_URL`) forward, in one transaction. A service numbers its own from 0010; those
 * below are the libraries'. Forward only, and compatible with the version that still runs.
 */
export const migrate = (migrations: Migrations) =>
  PgClient.PgClient.pipe(
    Effect.flatMap((sql) => databaseAnswers("DATABASE_OWNER_URL", sql)),
    Effect.andThen(
      Migrator.make({})({
        loader: Migrator.fromRecord({
          "0001_messaging": messagingTables,
          "0002_idempotency": idempotencyTable,
          ...migrations,
        }),
        table: "migrations",
      }),
    ),
    Effect.provide(layerOwner),
  )

/** A service's migrations as a program: what keeps them from starting is told in one line. */
export const runMigrations = <A, E>(run: Effect.Effect<A, E>): void =>
  NodeRuntime.runMain(starting(run), { disableErrorReporting: true })
