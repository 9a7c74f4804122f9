import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
import { MemberId, OrganizationId } from "./Ids.ts"
import { Role } from "./Permissions.ts"
import { Forbidden, Unauthenticated } from "./Problem.ts"

/** The member that a verified session JWT speaks for. */
export class Principal extends Schema.Class<Principal>("Principal")({
  memberId: MemberId,
  organizationId: OrganizationId,
  sessionId: Schema.String,
  role: Role,
}) {}

export class CurrentPrincipal extends Context.Service<CurrentPrincipal, Principal>()(
  "@tango/contracts/CurrentPrincipal",
) {}

/** The organization whose rows may be seen: from the verified session in a request, from the event's metadata in a consumer. */
export class CurrentTenant extends Context.Service<CurrentTenant, OrganizationId>()("@tango/contracts/CurrentTenant") {}

/** `Authorization: Bearer <session JWT>`; also checks the endpoint's `RequiredPermission`. */
export class Authentication extends HttpApiMiddleware.Service<
  Authentication,
  { provides: CurrentPrincipal | CurrentTenant; requires: never }
>()("@tango/contracts/Authentication", {
  requiredForClient: true,
  security: { bearer: HttpApiSecurity.bearer },
  error: [Unauthenticated, Forbidden],
}) {}
