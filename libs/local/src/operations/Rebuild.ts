import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { Topology } from "../Topology.ts"
import { replay, type Replayed } from "./Replay.ts"
import type { Where } from "./Where.ts"

export interface Rebuilt extends Replayed {
  /** Emptied where the archive holds everything; otherwise rows stay, and what the archive has is written over them. */
  readonly mode: "emptied" | "written over"
  readonly tables: ReadonlyArray<{ readonly table: string; readonly rows: number }>
}

const tablesOf = async (root: string, service: string): Promise<ReadonlyArray<string>> => {
  const file = join(root, "services", service, "src", "rebuild.ts")
  const module: unknown = await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw new Error(`${service} declares no projection in src/rebuild.ts (${String(error)})`)
  })
  const { rebuild } = Object(module)
  return rebuild.tables
}

const withSql = <A>(url: string, run: (sql: PgClient.PgClient) => Effect.Effect<A, unknown>): Promise<A> =>
  Effect.runPromise(
    Effect.flatMap(PgClient.PgClient, run).pipe(
      Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })),
    ),
  )

/**
 * Makes a service's projections anew: tables emptied, or if the archive has forgotten something, every row made older than all news;
 * then a replay that only the projections hear. Until it is through, answers may be of the past.
 */
export const rebuildProjections = async (
  where: Where,
  topology: Pick<Topology, "consumerRoutes">,
  options: { readonly root: string; readonly service: string; readonly dryRun: boolean },
): Promise<Rebuilt> => {
  const { root, service } = options
  const names = await tablesOf(root, service)
  const url = where.systemUrl(service)
  if (url === undefined) throw new Error(`Where are ${service}'s rows? Set DATABASE_SYSTEM_URL.`)
  const request = { consumer: service, purpose: "rebuild" }
  const plan = await replay(where, topology, { ...request, dryRun: true })
  const mode = plan.complete ? "emptied" : "written over"
  const tables = await withSql(url, (sql) =>
    Effect.forEach(names, (table) =>
      Effect.map(sql<{ rows: number }>`select count(*)::int as rows from ${sql(table)}`, ([row]) => ({
        table,
        rows: row?.rows ?? 0,
      })),
    ),
  )
  if (options.dryRun) return { ...plan, mode, tables }
  await withSql(url, (sql) =>
    sql.withTransaction(
      Effect.forEach(names, (table) =>
        plan.complete ? sql`delete from ${sql(table)}` : sql`update ${sql(table)} set sequence = -1`,
      ),
    ),
  )
  return { ...(await replay(where, topology, { ...request, dryRun: false })), mode, tables }
}
