import { Hono } from "hono"
import type { Context } from "hono"
import type {
  B2BOrganizationsMembersCreateRequest,
  B2BOrganizationsMembersCreateResponse,
  B2BOrganizationsMembersDeleteExternalIdResponse,
  B2BOrganizationsMembersDeleteResponse,
  B2BOrganizationsMembersGetConnectedAppsResponse,
  B2BOrganizationsMembersGetResponse,
  B2BOrganizationsMembersReactivateResponse,
  B2BOrganizationsMembersSearchRequest,
  B2BOrganizationsMembersSearchResponse,
  B2BOrganizationsMembersUpdateRequest,
  B2BOrganizationsMembersUpdateResponse,
  Member,
} from "stytch"
import { parseEmail } from "../Emails.ts"
import { StytchFailure } from "../Errors.ts"
import { body, param, reply } from "../Http.ts"
import {
  createMember,
  deleteExternalId,
  deleteMember,
  findMember,
  memberByEmail,
  membersOf,
  reactivateMember,
  updateMember,
} from "../Members.ts"
import { findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"
import { page } from "../Paging.ts"
import { memberTest } from "../MemberSearch.ts"

const search = (project: Project, request: B2BOrganizationsMembersSearchRequest) => {
  if (!request.organization_ids?.length) throw new StytchFailure("member_search_organization_ids_empty")
  const organizations = request.organization_ids.map((key) => findOrganization(project, key))
  const found = organizations
    .flatMap(({ organization_id }) => membersOf(project, organization_id))
    .filter(memberTest(request.query))
  const { items, results_metadata } = page(found, request)
  const byId = Object.fromEntries(organizations.map((organization) => [organization.organization_id, organization]))
  return { members: items, organizations: byId, results_metadata }
}

const dangerouslyGet = (project: Project, memberId: string, deleted: boolean) => {
  const member = project.members.get(memberId)
  if (!member || (member.status === "deleted" && !deleted)) throw new StytchFailure("member_not_found")
  return { member_id: memberId, member, organization: findOrganization(project, member.organization_id) }
}

export const memberRoutes = (project: Project): Hono => {
  const organizationOf = (c: Context) => findOrganization(project, param(c, "organization_id"))
  const answer = (c: Context, member: Member) => ({
    member_id: member.member_id,
    member,
    organization: organizationOf(c),
  })
  return new Hono()
    .post("/organizations/members/search", async (c) =>
      reply<B2BOrganizationsMembersSearchResponse>(
        c,
        search(project, await body<B2BOrganizationsMembersSearchRequest>(c)),
      ),
    )
    .get("/organizations/members/dangerously_get/:member_id", (c) => {
      const deleted = c.req.query("include_deleted") === "true"
      return reply<B2BOrganizationsMembersGetResponse>(c, dangerouslyGet(project, param(c, "member_id"), deleted))
    })
    .post("/organizations/:organization_id/members", async (c) => {
      const request = await body<B2BOrganizationsMembersCreateRequest>(c, "email_address")
      const status = request.create_member_as_pending ? "pending" : "active"
      const member = createMember(project, organizationOf(c), { ...request, status })
      return reply<B2BOrganizationsMembersCreateResponse>(c, answer(c, member))
    })
    .get("/organizations/:organization_id/member", (c) => {
      const { member_id, email_address } = c.req.query()
      if (!member_id === !email_address)
        throw new StytchFailure("bad_request", "Either member_id or email_address is required.")
      const member = member_id
        ? findMember(project, organizationOf(c), member_id)
        : memberByEmail(project, organizationOf(c), parseEmail(email_address ?? ""))
      if (!member) throw new StytchFailure("member_not_found")
      return reply<B2BOrganizationsMembersGetResponse>(c, answer(c, member))
    })
    .put("/organizations/:organization_id/members/:member_id", async (c) => {
      const request = await body<B2BOrganizationsMembersUpdateRequest>(c)
      const before = findMember(project, organizationOf(c), param(c, "member_id"))
      return reply<B2BOrganizationsMembersUpdateResponse>(c, answer(c, updateMember(project, before, request)))
    })
    .delete("/organizations/:organization_id/members/:member_id", (c) => {
      const member = findMember(project, organizationOf(c), param(c, "member_id"))
      deleteMember(project, member)
      return reply<B2BOrganizationsMembersDeleteResponse>(c, { member_id: member.member_id })
    })
    .put("/organizations/:organization_id/members/:member_id/reactivate", (c) => {
      const organization = organizationOf(c)
      const before = findMember(project, organization, param(c, "member_id"), true)
      return reply<B2BOrganizationsMembersReactivateResponse>(
        c,
        answer(c, reactivateMember(project, organization, before)),
      )
    })
    .delete("/organizations/:organization_id/members/:member_id/external_id", (c) => {
      const before = findMember(project, organizationOf(c), param(c, "member_id"))
      const member = deleteExternalId(project, before)
      return reply<B2BOrganizationsMembersDeleteExternalIdResponse>(c, answer(c, member))
    })
    .get("/organizations/:organization_id/members/:member_id/connected_apps", (c) => {
      findMember(project, organizationOf(c), param(c, "member_id"))
      return reply<B2BOrganizationsMembersGetConnectedAppsResponse>(c, { connected_apps: [] })
    })
}
