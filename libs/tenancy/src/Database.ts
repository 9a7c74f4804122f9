import * as PgClient from "@effect/sql-pg/PgClient"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
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
