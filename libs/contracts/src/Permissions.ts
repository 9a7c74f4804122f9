import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"

export const Role = Schema.Literals(["admin", "member", "viewer"])
export type Role = typeof Role.Type

/** Stytch's roles are additive and everybody has `stytch_member`, so that one alone allows nothing but reading. */
export const roleFrom = (stytchRoles: ReadonlyArray<string>): Role =>
  stytchRoles.includes("stytch_admin") ? "admin" : stytchRoles.includes("member") ? "member" : "viewer"

/** Who may do what: the one table that every service evaluates. */
export const permissions = {
  "organization:read": ["admin", "member", "viewer"],
  "organization:write": ["admin"],
  "members:read": ["admin", "member", "viewer"],
  "members:write": ["admin"],
  "billing:read": ["admin", "member", "viewer"],
  "billing:write": ["admin"],
  "entitlements:read": ["admin", "member", "viewer"],
  "projects:read": ["admin", "member", "viewer"],
  "projects:write": ["admin", "member"],
  "grants:write": ["admin", "member"],
  "usage:write": ["admin", "member"],
  "deliveries:read": ["admin"],
  "deliveries:write": ["admin"],
  "api_clients:write": ["admin"],
  "audit:read": ["admin"],
  /** What belongs to the person alone: own profile, credentials, sessions, inbox, preferences. */
  "self:read": ["admin", "member", "viewer"],
  "self:write": ["admin", "member", "viewer"],
} as const satisfies Record<string, ReadonlyArray<Role>>
export type Permission = keyof typeof permissions

export const isAllowed = (role: Role, permission: Permission): boolean =>
  permissions[permission].some((allowed) => allowed === role)

/** The permissions that an API client may be given: its scopes. The rest is for people. */
export const Scope = Schema.Literals([
  "organization:read",
  "members:read",
  "entitlements:read",
  "projects:read",
  "projects:write",
  "grants:write",
  "usage:write",
  "audit:read",
])
export type Scope = typeof Scope.Type

/** The permission an endpoint needs; an endpoint behind `Authentication` without one is refused to everybody. */
export class RequiredPermission extends Context.Service<RequiredPermission, Permission>()(
  "@tango/contracts/RequiredPermission",
) {}

export const requiredPermission = (endpoint: HttpApiEndpoint.Top): Permission | undefined =>
  Context.getOrUndefined(endpoint.annotations, RequiredPermission)

/** Marks an endpoint that API clients may use as well; without it, it is for members only. */
export class AcceptsApiClients extends Context.Service<AcceptsApiClients, true>()(
  "@tango/contracts/AcceptsApiClients",
) {}

export const acceptsApiClients = (endpoint: HttpApiEndpoint.Top): boolean =>
  Context.getOrUndefined(endpoint.annotations, AcceptsApiClients) === true
