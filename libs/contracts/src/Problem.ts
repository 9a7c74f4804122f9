import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as HttpApiError from "effect/http-api/HttpApiError"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"

/**
 * Declares an error of the API as an RFC 9457 problem. `code` is what programs compare, `type` names the same as a URI;
 * `traceId` (32 hex digits) is filled in when the response is written.
 */
export const Problem =
  <Self>() =>
  <
    const Tag extends string,
    const Code extends string,
    const Status extends number,
    const Fields extends Schema.Struct.Fields & { type?: never; status?: never; title?: never },
  >(
    tag: Tag,
    declaration: { readonly code: Code; readonly status: Status; readonly title: string },
    fields: Fields,
  ) =>
    HttpApiError.Problem<Self>()(
      tag,
      {
        type: `urn:tango:problem:${declaration.code}`,
        status: declaration.status,
        title: declaration.title,
      },
      { code: Schema.tag(declaration.code), traceId: Schema.optionalKey(Schema.String), ...fields },
    )

export class InvalidRequest extends Problem<InvalidRequest>()(
  "InvalidRequest",
  { code: "invalid_request", status: 400, title: "The request could not be understood." },
  {
    errors: Schema.Array(
      Schema.Struct({ path: Schema.Array(Schema.Union([Schema.String, Schema.Number])), message: Schema.String }),
    ),
  },
) {}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const segment = (key: PropertyKey | { readonly key: PropertyKey }): string | number => {
  const plain = typeof key === "object" ? key.key : key
  return typeof plain === "number" ? plain : String(plain)
}

/** What a schema found wrong with a part of a request (`payload`, `query`, ...), each at its path. */
export const invalidRequest = (issue: SchemaIssue.Issue, part: string): InvalidRequest =>
  new InvalidRequest({
    errors: format(issue).issues.map(({ message, path }) => ({ path: [part, ...(path ?? []).map(segment)], message })),
  })

export class Unauthenticated extends Problem<Unauthenticated>()(
  "Unauthenticated",
  {
    code: "unauthenticated",
    status: 401,
    title: "Log in to go on.",
  },
  {},
) {}

export class Forbidden extends Problem<Forbidden>()(
  "Forbidden",
  { code: "forbidden", status: 403, title: "Your role does not allow this." },
  { permission: Schema.String },
) {}

/** Unknown and foreign resources look the same. */
export class NotFound extends Problem<NotFound>()(
  "NotFound",
  {
    code: "not_found",
    status: 404,
    title: "There is no such thing here.",
  },
  {},
) {}

export class IdempotencyKeyReused extends Problem<IdempotencyKeyReused>()(
  "IdempotencyKeyReused",
  {
    code: "idempotency_key_reused",
    status: 422,
    title: "This Idempotency-Key was used before with another request.",
  },
  {},
) {}

export class InvalidCursor extends Problem<InvalidCursor>()(
  "InvalidCursor",
  { code: "invalid_cursor", status: 400, title: "This cursor is not one of ours." },
  {},
) {}

export class TooManyRequests extends Problem<TooManyRequests>()(
  "TooManyRequests",
  { code: "too_many_requests", status: 429, title: "Too many requests. Try again later." },
  { retryAfterSeconds: Schema.Int },
) {}

/** Stytch, Stripe or Resend did not answer; nothing was changed. */
export class ProviderUnavailable extends Problem<ProviderUnavailable>()(
  "ProviderUnavailable",
  {
    code: "provider_unavailable",
    status: 503,
    title: "A service we depend on does not answer. Try again in a moment.",
  },
  {},
) {}

/** Turns undecodable requests into `InvalidRequest`; part of every API. */
export class RequestValidation extends HttpApiMiddleware.Service<RequestValidation>()(
  "@tango/contracts/RequestValidation",
  { error: InvalidRequest },
) {}
