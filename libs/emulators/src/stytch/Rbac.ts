import type { Member, MemberRole, Policy } from "stytch"
import { StytchFailure } from "./Errors.ts"

const actions = {
  "stytch.organization": [
    "update.info",
    "update.settings.allowed-auth-methods",
    "update.settings.mfa-policy",
    "delete",
  ],
  "stytch.member": [
    "create",
    "update.info.name",
    "update.settings.roles",
    "update.info.email",
    "search",
    "get",
    "delete",
    "revoke-sessions",
  ],
  "stytch.sso": ["create", "get", "update", "delete"],
  "stytch.scim": ["create", "get", "update", "delete"],
  "stytch.self": ["update.info.name", "update.settings.mfa-enrolled", "delete.mfa-phone", "revoke-sessions"],
}

/** The project's policy. On Stytch `member` and `viewer` have to be defined in the dashboard; here they are given. */
export const policy: Policy = {
  resources: Object.entries(actions).map(([resource_id, list]) => ({ resource_id, description: "", actions: list })),
  roles: [
    {
      role_id: "stytch_admin",
      description: "Everything in the organization; given to who creates it",
      permissions: Object.keys(actions).map((resource_id) => ({ resource_id, actions: ["*"] })),
    },
    {
      role_id: "stytch_member",
      description: "Given to every member",
      permissions: [{ resource_id: "stytch.self", actions: ["*"] }],
    },
    { role_id: "member", description: "May read and write", permissions: [] },
    { role_id: "viewer", description: "May read", permissions: [] },
  ],
  scopes: [],
}

/** The direct roles of a member: what was asked for and `stytch_member`, which everybody has. Refuses roles the policy lacks. */
export const assignRoles = (roles: ReadonlyArray<string>): Array<MemberRole> => {
  if (!roles.every((role) => policy.roles.some(({ role_id }) => role_id === role)))
    throw new StytchFailure("invalid_rbac_role_assignment")
  return [...new Set(["stytch_member", ...roles])].map((role_id) => ({
    role_id,
    sources: [{ type: "direct_assignment", details: {} }],
  }))
}

export const roleIds = (member: Member): Array<string> => member.roles.map(({ role_id }) => role_id)

/** The roles among `roles` that grant the action. */
export const grantingRoles = (roles: ReadonlyArray<string>, resource: string, action: string): Array<string> =>
  policy.roles
    .filter(({ role_id }) => roles.includes(role_id))
    .filter(({ permissions }) =>
      permissions.some(
        (permission) =>
          permission.resource_id === resource &&
          (permission.actions.includes("*") || permission.actions.includes(action)),
      ),
    )
    .map(({ role_id }) => role_id)
