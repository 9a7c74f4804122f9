import { Hono } from "hono"
import type {
  B2BOrganizationsConnectedAppsResponse,
  B2BOrganizationsCreateRequest,
  B2BOrganizationsCreateResponse,
  B2BOrganizationsDeleteExternalIdResponse,
  B2BOrganizationsDeleteResponse,
  B2BOrganizationsGetResponse,
  B2BOrganizationsMetricsResponse,
  B2BOrganizationsSearchRequest,
  B2BOrganizationsSearchResponse,
  B2BOrganizationsUpdateRequest,
  B2BOrganizationsUpdateResponse,
  B2BRBACOrganizationsGetOrgPolicyResponse,
  B2BRBACOrganizationsSetOrgPolicyRequest,
  B2BRBACOrganizationsSetOrgPolicyResponse,
  B2BRBACPolicyResponse,
} from "stytch"
import { body, param, reply } from "../Http.ts"
import { deleteMember, membersOf } from "../Members.ts"
import { setCustomRoles } from "../CustomRoles.ts"
import {
  createOrganization,
  deleteOrganization,
  findOrganization,
  saveOrganization,
  updateOrganization,
} from "../Organizations.ts"
import type { Project } from "../Project.ts"
import { policy } from "../Rbac.ts"
import { page } from "../Paging.ts"
import { organizationTest } from "../OrganizationSearch.ts"

const remove = (project: Project, key: string): string => {
  const organization = findOrganization(project, key)
  for (const member of membersOf(project, organization.organization_id)) deleteMember(project, member, false)
  deleteOrganization(project, organization)
  return organization.organization_id
}

export const organizationRoutes = (project: Project): Hono =>
  new Hono()
    .post("/organizations", async (c) => {
      const request = await body<B2BOrganizationsCreateRequest>(c, "organization_name")
      return reply<B2BOrganizationsCreateResponse>(c, { organization: createOrganization(project, request) })
    })
    .post("/organizations/search", async (c) => {
      const request = await body<B2BOrganizationsSearchRequest>(c)
      const found = project.organizations.all().filter(organizationTest(project, request.query))
      const { items, results_metadata } = page(found, request)
      return reply<B2BOrganizationsSearchResponse>(c, { organizations: items, results_metadata })
    })
    .get("/organizations/:organization_id", (c) =>
      reply<B2BOrganizationsGetResponse>(c, { organization: findOrganization(project, param(c, "organization_id")) }),
    )
    .put("/organizations/:organization_id", async (c) => {
      const request = await body<B2BOrganizationsUpdateRequest>(c)
      const before = findOrganization(project, param(c, "organization_id"))
      return reply<B2BOrganizationsUpdateResponse>(c, { organization: updateOrganization(project, before, request) })
    })
    .delete("/organizations/:organization_id", (c) =>
      reply<B2BOrganizationsDeleteResponse>(c, { organization_id: remove(project, param(c, "organization_id")) }),
    )
    .get("/organizations/:organization_id/metrics", (c) => {
      const { organization_id } = findOrganization(project, param(c, "organization_id"))
      const member_count = membersOf(project, organization_id).filter(({ status }) => status === "active").length
      return reply<B2BOrganizationsMetricsResponse>(c, { member_count })
    })
    .get("/rbac/policy", (c) => reply<B2BRBACPolicyResponse>(c, { policy }))
    .get("/rbac/organizations/:organization_id", (c) => {
      const { custom_roles: roles } = findOrganization(project, param(c, "organization_id"))
      return reply<B2BRBACOrganizationsGetOrgPolicyResponse>(c, { org_policy: { roles } })
    })
    .put("/rbac/organizations/:organization_id", async (c) => {
      const { org_policy } = await body<B2BRBACOrganizationsSetOrgPolicyRequest>(c)
      const organization = findOrganization(project, param(c, "organization_id"))
      setCustomRoles(project, organization, org_policy)
      return reply<B2BRBACOrganizationsSetOrgPolicyResponse>(c, { org_policy })
    })
    .delete("/organizations/:organization_id/external_id", (c) => {
      const { organization_external_id: _, ...before } = findOrganization(project, param(c, "organization_id"))
      return reply<B2BOrganizationsDeleteExternalIdResponse>(c, { organization: saveOrganization(project, before) })
    })
    .get("/organizations/:organization_id/connected_apps", (c) => {
      findOrganization(project, param(c, "organization_id"))
      return reply<B2BOrganizationsConnectedAppsResponse>(c, { connected_apps: [] })
    })
