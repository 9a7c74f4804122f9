import type { Organization, OrgPolicy, PolicyRole } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { refreshRoles } from "./ImplicitRoles.ts"
import { saveOrganization } from "./Organizations.ts"
import type { Project } from "./Project.ts"
import { policy } from "./Rbac.ts"

const checkRole = ({ role_id, permissions }: PolicyRole): void => {
  if (policy.roles.some((each) => each.role_id === role_id)) throw new StytchFailure("rbac_org_custom_roles_only")
  if (!/^(?!stytch)[\w.-]{1,100}$/.test(role_id)) throw new StytchFailure("invalid_rbac_role_id")
  if (!Array.isArray(permissions) || permissions.length === 0) throw new StytchFailure("rbac_role_missing_permissions")
  for (const { resource_id, actions } of permissions) {
    const resource = policy.resources.find((each) => each.resource_id === resource_id)
    if (!resource) throw new StytchFailure("invalid_permission_resource")
    if (!actions.every((action) => action === "*" || resource.actions.includes(action)))
      throw new StytchFailure("invalid_permission_action")
  }
}

/** Gives an organization roles of its own beside the project's; who had one that is no more loses it. */
export const setCustomRoles = (project: Project, before: Organization, { roles }: OrgPolicy): void => {
  if (!Array.isArray(roles)) throw new StytchFailure("bad_request", "org_policy.roles is required.")
  for (const role of roles) checkRole(role)
  if (new Set(roles.map(({ role_id }) => role_id)).size < roles.length) throw new StytchFailure("rbac_role_duplicate")
  saveOrganization(project, { ...before, custom_roles: roles })
  refreshRoles(project, before.organization_id)
}
