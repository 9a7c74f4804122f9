import { InvalidRequest, RequestValidation } from "@tango/contracts/Problem"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as SchemaIssue from "effect/SchemaIssue"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const segment = (key: PropertyKey | { readonly key: PropertyKey }): string | number => {
  const plain = typeof key === "object" ? key.key : key
  return typeof plain === "number" ? plain : String(plain)
}

/** Says where an undecodable request is wrong; a response that cannot be encoded is our fault and stays inside. */
export const layerRequestValidation = HttpApiMiddleware.layerSchemaErrorTransform(RequestValidation, (error) =>
  error.kind === "Body" || error.kind === "ResponseHeaders"
    ? Effect.andThen(
        Effect.logError("A response could not be encoded", Cause.fail(error)),
        Effect.succeed(HttpServerResponse.empty({ status: 500 })),
      )
    : Effect.fail(
        new InvalidRequest({
          errors: format(error.cause.issue).issues.map((issue) => ({
            path: [error.kind.toLowerCase(), ...(issue.path ?? []).map(segment)],
            message: issue.message,
          })),
        }),
      ),
)
