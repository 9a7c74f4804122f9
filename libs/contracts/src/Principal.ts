import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
import type { AuditActor } from "./events/AuditEvents.ts"
import { ActorId, ApiClientId, MemberId, OrganizationId } from "./Ids.ts"
import { isAllowed, type Permission, Role, Scope } from "./Permissions.ts"
import { Forbidden, ProviderUnavailable, Unauthenticated } from "./Problem.ts"

/** The member that a verified session JWT speaks for. */
export class MemberPrincipal extends Schema.TaggedClass<MemberPrincipal>()("Member", {
  memberId: MemberId,
  organizationId: OrganizationId,
  sessionId: Schema.String,
  role: Role,
}) {
  get actorId(): ActorId {
    return ActorId.make(this.memberId)
  }
  get actor(): AuditActor {
    return { kind: "member", id: this.memberId }
  }
}

/** The API client of an organization that a verified M2M token speaks for. */
export class ApiClientPrincipal extends Schema.TaggedClass<ApiClientPrincipal>()("ApiClient", {
  clientId: ApiClientId,
  organizationId: OrganizationId,
  scopes: Schema.Array(Scope),
}) {
  get actorId(): ActorId {
    return ActorId.make(this.clientId)
  }
  get actor(): AuditActor {
    return { kind: "api_client", id: this.clientId }
  }
}

export type Principal = MemberPrincipal | ApiClientPrincipal

/** Whether a member's role or an API client's scopes include a permission. */
export const holds = (principal: Principal, permission: Permission): boolean =>
  principal._tag === "Member"
    ? isAllowed(principal.role, permission)
    : principal.scopes.some((scope) => scope === permission)

/** Who asks. What a handler mostly needs of either kind is `actorId` and, for the audit log, `actor`. */
export class CurrentPrincipal extends Context.Service<CurrentPrincipal, Principal>()(
  "@tango/contracts/CurrentPrincipal",
) {}

/** The member who asks, in endpoints that do not accept API clients: there it is always one. */
export const currentMember: Effect.Effect<MemberPrincipal, never, CurrentPrincipal> = CurrentPrincipal.use(
  (principal) =>
    principal._tag === "Member" ? Effect.succeed(principal) : Effect.die("an API client where only members may be"),
)

/** The organization whose rows may be seen: from the verified session in a request, from the event's metadata in a consumer. */
export class CurrentTenant extends Context.Service<CurrentTenant, OrganizationId>()("@tango/contracts/CurrentTenant") {}

/**
 * `Authorization: Bearer <session JWT or M2M token>`; also checks the endpoint's `RequiredPermission`, and that it
 * `AcceptsApiClients` where one asks.
 */
export class Authentication extends HttpApiMiddleware.Service<
  Authentication,
  { provides: CurrentPrincipal | CurrentTenant; requires: never }
>()("@tango/contracts/Authentication", {
  requiredForClient: true,
  security: { bearer: HttpApiSecurity.bearer },
  error: [Unauthenticated, Forbidden, ProviderUnavailable],
}) {}
