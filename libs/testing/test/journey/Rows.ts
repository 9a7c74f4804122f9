import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import { readEndpoints } from "./RunningStack.ts"

type Row = Readonly<Record<string, unknown>>

/** A statement on a service's database, which shows the rows of that organization and no other. */
export const rowsOf = (
  service: string,
  organizationId: string,
  query: string,
  parameters: ReadonlyArray<unknown> = [],
): Promise<ReadonlyArray<Row>> =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const setTenant = sql`select set_config('app.organization_id', ${organizationId}, true)`
    return yield* sql.withTransaction(Effect.andThen(setTenant, sql.unsafe<Row>(query, parameters)))
  }).pipe(
    Effect.provide(
      PgClient.layer({
        url: Redacted.make(readEndpoints().postgres.databases[service]?.appUrl ?? ""),
        maxConnections: 1,
      }),
    ),
    Effect.runPromise,
  )
