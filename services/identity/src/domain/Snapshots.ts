import type { MemberStatus } from "@tango/contracts/api/IdentityApi"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { roleFrom } from "@tango/contracts/Permissions"
import type { Member, Organization } from "stytch"
import type { MemberSnapshot } from "./Member.ts"
import type { OrganizationSnapshot } from "./Organization.ts"

const milliseconds = (timestamp: string | undefined): number =>
  timestamp === undefined ? 0 : Date.parse(timestamp) || 0

const statuses: Readonly<Record<string, typeof MemberStatus.Type>> = {
  active: "active",
  invited: "invited",
  pending: "pending",
  deleted: "deactivated",
}

/** Stytch's member in our words. */
export const memberSnapshot = (member: Member): MemberSnapshot => ({
  memberId: MemberId.make(member.member_id),
  organizationId: OrganizationId.make(member.organization_id),
  email: member.email_address,
  name: member.name,
  role: roleFrom(member.roles.map((role) => role.role_id)),
  status: statuses[member.status] ?? "deactivated",
  updatedAt: milliseconds(member.updated_at),
})

export const organizationSnapshot = (organization: Organization): OrganizationSnapshot => ({
  organizationId: OrganizationId.make(organization.organization_id),
  name: organization.organization_name,
  slug: organization.organization_slug,
  domains: organization.email_allowed_domains.map((domain) => domain.toLowerCase()).sort(),
  updatedAt: milliseconds(organization.updated_at),
})
