import { invalidRequest, RequestValidation } from "@tango/contracts/Problem"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"

/** Says where an undecodable request is wrong; a response that cannot be encoded is our fault and stays inside. */
export const layerRequestValidation = HttpApiMiddleware.layerSchemaErrorTransform(RequestValidation, (error) =>
  error.kind === "Body" || error.kind === "ResponseHeaders"
    ? Effect.andThen(
        Effect.logError("A response could not be encoded", Cause.fail(error)),
        Effect.succeed(HttpServerResponse.empty({ status: 500 })),
      )
    : Effect.fail(invalidRequest(error.cause.issue, error.kind.toLowerCase())),
)
