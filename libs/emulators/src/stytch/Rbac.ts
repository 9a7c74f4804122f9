import type { Organization, Policy } from "stytch"
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

/** Whether the project's policy or the organization's own has a role. */
export const isKnownRole = (organization: Organization | undefined, role: string): boolean =>
  [...policy.roles, ...(organization?.custom_roles ?? [])].some(({ role_id }) => role_id === role)

/** Refuses roles that neither the project's policy nor the organization's own has. */
export const checkRoles = (organization: Organization | undefined, roles: ReadonlyArray<string>): void => {
  if (!roles.every((role) => isKnownRole(organization, role))) throw new StytchFailure("invalid_rbac_role_assignment")
}

/** The ids of the direct roles of a member: what was asked for and `stytch_member`, which everybody has. */
export const assignRoles = (organization: Organization | undefined, roles: ReadonlyArray<string>): Array<string> => {
  checkRoles(organization, roles)
  return [...new Set(["stytch_member", ...roles])]
}

/** The roles among `roles` that grant the action, by the project's policy or the organization's own. */
export const grantingRoles = (
  organization: Organization,
  roles: ReadonlyArray<string>,
  resource: string,
  action: string,
): Array<string> =>
  [...policy.roles, ...organization.custom_roles]
    .filter(({ role_id }) => roles.includes(role_id))
    .filter(({ permissions }) =>
      permissions.some(
        (permission) =>
          permission.resource_id === resource &&
          (permission.actions.includes("*") || permission.actions.includes(action)),
      ),
    )
    .map(({ role_id }) => role_id)
