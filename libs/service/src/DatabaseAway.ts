import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { isSqlError } from "effect/sql/SqlError"

/** Whether it failed because the database could not be reached, or takes no more connections: that passes, and is no fault of the code. */
const isDatabaseAway = <E>(cause: Cause.Cause<E>): boolean =>
  cause.reasons
    .filter(Cause.isDieReason)
    .some(
      ({ defect }) =>
        isSqlError(defect) && (defect.reason._tag === "ConnectionError" || defect.reason.operation === "connect"),
    )

/** Around every route: without the database it is unavailable for now. What was under way is undone, or is asked for again. */
export const layerDatabaseAway = HttpRouter.middleware(
  (route) =>
    Effect.catchCause(route, (cause) =>
      isDatabaseAway(cause)
        ? Effect.as(
            Effect.logError("The database does not answer", cause),
            HttpServerResponse.empty({ status: 503, headers: { "retry-after": "1" } }),
          )
        : Effect.failCause(cause),
    ),
  { global: true },
)
