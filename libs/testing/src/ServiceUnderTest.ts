import { NodeHttpServer } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import type { ServiceDatabase } from "@tango/local/Databases"
import type { ServiceName } from "@tango/contracts/Topology"
import { layerApp, makeListener, type Platform } from "@tango/service/Server"
import { migrate, type Migrations } from "@tango/service/Migrate"
import type { ConfigError } from "effect/Config"
import { ConfigProvider, Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { type HttpRouter, HttpServer } from "effect/http"
import { testDatabase } from "./Database.ts"
import { type Claims, type ClientClaims, startIssuer } from "./Issuer.ts"

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** The decoded JSON body, the text of another, or null without one. */
  readonly body: unknown
}

export interface RequestOptions {
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A service over HTTP on a port of its own, with a database and a key set of its own. */
export interface ServiceUnderTest {
  readonly url: string
  readonly database: ServiceDatabase
  readonly env: Readonly<Record<string, string>>
  token(claims: Claims): Promise<string>
  /** The token of an API client. */
  clientToken(claims: ClientClaims): Promise<string>
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>
  /** Runs a statement as the system role, which sees all tenants' rows. */
  rows(query: string, parameters?: ReadonlyArray<unknown>): Promise<ReadonlyArray<Record<string, unknown>>>
  close(): Promise<void>
}

/** Runs a statement on a database of its own connection. */
export const queryRows = (url: string, query: string, parameters: ReadonlyArray<unknown> = []) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    return yield* sql.unsafe<Record<string, unknown>>(query, parameters)
  }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })), Effect.runPromise)

const request =
  (url: string) =>
  async (method: string, path: string, options: RequestOptions = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(options.body === undefined ? {} : { "content-type": "application/json" }),
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...options.headers,
      },
      ...(options.body === undefined
        ? {}
        : { body: typeof options.body === "string" ? options.body : JSON.stringify(options.body) }),
    })
    const streams = response.headers.get("content-type")?.includes("text/event-stream") ?? false
    // A stream ends only when who listens goes.
    if (streams) await response.body?.cancel()
    const text = streams ? "" : await response.text()
    const json = response.headers.get("content-type")?.includes("json") ?? false
    const body: unknown = text === "" ? null : json ? JSON.parse(text) : text
    return { status: response.status, headers: response.headers, body }
  }

type NodeServer = Layer.Success<ReturnType<typeof NodeHttpServer.layer>>

export const startService = async <E>(options: {
  readonly service: ServiceName
  readonly routes: Layer.Layer<never, E, Platform | HttpRouter.HttpRouter | NodeServer>
  readonly migrations: Migrations
  readonly env?: Readonly<Record<string, string>>
  /** A fresh one of this run of tests unless told. */
  readonly database?: ServiceDatabase
  /** Where its log lines go; to the console as people read it unless told. */
  readonly logging?: Layer.Layer<never, ConfigError>
}): Promise<ServiceUnderTest> => {
  const [database, issuer] = await Promise.all([options.database ?? testDatabase(options.service), startIssuer()])
  const env = {
    SERVICE_NAME: options.service,
    TANGO_ENV: "local",
    PUBLIC_URL: "http://localhost:8080",
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    STYTCH_PROJECT_ID: issuer.projectId,
    STYTCH_BASE_URL: issuer.url,
    ...options.env,
  }
  const config = ConfigProvider.layer(ConfigProvider.fromUnknown(env))
  await Effect.runPromise(migrate(options.migrations).pipe(Effect.provide(config)))
  const server = NodeHttpServer.layer(makeListener, { port: 0, host: "127.0.0.1" })
  const runtime = ManagedRuntime.make(
    layerApp(options.service, options.routes).pipe(
      Layer.provideMerge(server),
      Layer.provide(options.logging ?? Layer.empty),
      Layer.provide(config),
    ),
  )
  const { address } = await runtime.runPromise(HttpServer.HttpServer)
  const url = HttpServer.formatAddress(address)
  return {
    url,
    database,
    env,
    token: issuer.token,
    clientToken: issuer.clientToken,
    request: request(url),
    rows: (query, parameters) => queryRows(database.systemUrl, query, parameters),
    close: async () => {
      await runtime.dispose()
      await issuer.close()
    },
  }
}
