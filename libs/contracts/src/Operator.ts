import * as Context from "effect/Context"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
import { Unauthenticated } from "./Problem.ts"

/** The vendor's own staff, who grant credits and overrides; `name` is for the audit log. */
export class CurrentOperator extends Context.Service<CurrentOperator, { readonly name: string }>()(
  "@tango/contracts/CurrentOperator",
) {}

/**
 * `Authorization: Bearer <operator key>` on `/api/<service>/operator/*`, where the path names the organization. No member's
 * session and no API client opens these endpoints, and an operator's key opens no other.
 */
export class OperatorAuthentication extends HttpApiMiddleware.Service<
  OperatorAuthentication,
  { provides: CurrentOperator; requires: never }
>()("@tango/contracts/OperatorAuthentication", {
  requiredForClient: true,
  security: { operator: HttpApiSecurity.bearer },
  error: [Unauthenticated],
}) {}
