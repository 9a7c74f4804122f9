import { SystemSql } from "@tango/tenancy/Database"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"

/** `/health/live` says that the process runs, `/health/ready` that it reaches its database as well. */
export const layerHealth = (prefix: `/api/${string}`) =>
  Layer.mergeAll(
    HttpRouter.add("GET", `${prefix}/health/live`, HttpServerResponse.jsonUnsafe({ status: "live" })),
    HttpRouter.add(
      "GET",
      `${prefix}/health/ready`,
      Effect.gen(function* () {
        const sql = yield* SystemSql
        return yield* sql`select 1`.pipe(
          Effect.timeout("2 seconds"),
          Effect.as(HttpServerResponse.jsonUnsafe({ status: "ready" })),
          Effect.catch(() => Effect.succeed(HttpServerResponse.empty({ status: 503 }))),
          // The request has no span, so the query's would be a trace of its own.
          Effect.withTracerEnabled(false),
        )
      }),
    ),
  )
