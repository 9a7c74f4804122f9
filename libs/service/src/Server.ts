import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import type { ServiceName } from "@tango/contracts/Topology"
import { EventBus } from "@tango/messaging/EventBus"
import { OutboxSignal } from "@tango/messaging/Outbox"
import { layerRelay } from "@tango/messaging/Relay"
import { layerObservability } from "@tango/observability/Observability"
import { starting } from "@tango/observability/Start"
import { layerAuthentication } from "@tango/tenancy/Authentication"
import { layerDatabaseAnswers, SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as HttpMiddleware from "effect/http/HttpMiddleware"
import * as HttpRouter from "effect/http/HttpRouter"
import { createServer, type Server } from "node:http"
import { layerDatabaseAway } from "./DatabaseAway.ts"
import { layerHealth } from "./Health.ts"
import { problemResponses } from "./ProblemResponses.ts"
import { layerRequestValidation } from "./RequestValidationLive.ts"

/** What every service's own code may ask for. */
export const layerPlatform = Layer.mergeAll(TenantSql.layer, SystemSql.layer, OutboxSignal.layer)
export type Platform = Layer.Success<typeof layerPlatform>

/** What every API's handlers need around them. */
export const layerApiMiddleware = Layer.merge(layerAuthentication, layerRequestValidation)

// Longer than a load balancer keeps an idle connection, so that it is never us who close one it is about to use.
const keepAliveMilliseconds = 65_000

// More than a load balancer lets pass and adds, so that it is there that headers are found too long.
const maxHeaderSize = 64 * 1024

/** A stopping server closes the connections that are idle then, and not those that a load balancer keeps after their last answer. */
const closeAsConnectionsIdle = (server: Server): void => {
  const close = server.close.bind(server)
  server.close = (done) => {
    const sweep = setInterval(() => server.closeIdleConnections(), 50)
    return close((error) => {
      clearInterval(sweep)
      done?.(error)
    })
  }
}

/** Node's own server as every service has it. */
export const makeListener = () => {
  const server = createServer({ maxHeaderSize })
  server.keepAliveTimeout = keepAliveMilliseconds
  closeAsConnectionsIdle(server)
  // Node would answer an expectation that it does not know by itself, and not with a problem; it may as well be ignored.
  return server.on("checkExpectation", (request, response) => server.emit("request", request, response))
}

const listener = NodeHttpServer.layerConfig(makeListener, {
  port: Config.Port("PORT"),
  host: Config.String("HOST").pipe(Config.withDefault("0.0.0.0")),
  gracefulShutdownTimeout: Config.succeed("20 seconds"),
})

/** A service's routes with everything around them but the port and the relay. */
export const layerApp = <E, R>(service: ServiceName, routes: Layer.Layer<never, E, R>) =>
  HttpRouter.serve(Layer.mergeAll(routes, layerHealth(`/api/${service}`), layerDatabaseAway), {
    middleware: problemResponses,
    disableLogger: true,
    disableListenLog: true,
  }).pipe(
    Layer.provideMerge(layerPlatform),
    Layer.provide(
      HttpMiddleware.layerTracerDisabledForUrls([`/api/${service}/health/live`, `/api/${service}/health/ready`]),
    ),
  )

/** What a process was told, without secrets, as its first line. */
const layerStartLine = Layer.effectDiscard(
  Effect.gen(function* () {
    const database = new URL(Redacted.value(yield* Config.Redacted("DATABASE_URL")))
    yield* Effect.logInfo("started").pipe(
      Effect.annotateLogs({
        port: yield* Config.Port("PORT"),
        database: `${database.username}@${database.host}${database.pathname}`,
        event_bus: yield* Config.String("EVENT_BUS_NAME"),
        public_url: yield* Config.String("PUBLIC_URL").pipe(Config.withDefault("-")),
      }),
    )
  }),
)

/** A service as a process: its routes, health, the outbox relay, logs and traces; stops gracefully when it is told to. */
export const layerServer = <E, R>(service: ServiceName, routes: Layer.Layer<never, E, R>) =>
  layerRelay.pipe(
    Layer.provide(EventBus.layer),
    Layer.merge(layerStartLine.pipe(Layer.provide(layerDatabaseAnswers))),
    Layer.provideMerge(layerApp(service, routes)),
    Layer.provide(listener),
    Layer.provide(layerObservability),
  )

/** Runs a service until it is told to stop. What keeps it from starting is told in one line, and the process ends with 1. */
export const serve = <A, E>(server: Layer.Layer<A, E>): void =>
  NodeRuntime.runMain(Effect.scoped(Effect.andThen(starting(Layer.build(server)), Effect.never)), {
    disableErrorReporting: true,
  })
