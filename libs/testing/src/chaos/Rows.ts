import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import type { Stage } from "./Stage.ts"

export type Row = Readonly<Record<string, unknown>>

/** Rows of a service's database, of all organizations. */
export const query = (stage: Stage, service: string, text: string): Promise<ReadonlyArray<Row>> =>
  PgClient.PgClient.use((sql) => sql.unsafe<Row>(text)).pipe(
    Effect.provide(PgClient.layer({ url: Redacted.make(stage.databaseUrl(service)), maxConnections: 1 })),
    Effect.runPromise,
  )
