import type { B2BOrganizationsMembersUpdateRequest, Member, Organization } from "stytch"
import { parseEmail } from "./Emails.ts"
import { StytchFailure } from "./Errors.ts"
import { connectionsGranting, directRoleIds, hasFactorFrom, withRoles } from "./ImplicitRoles.ts"
import { spendLinksOf } from "./Links.ts"
import { withoutOldLock } from "./Locks.ts"
import { refuseTaken, withEmail } from "./MemberEmails.ts"
import { mergeMetadata } from "./Metadata.ts"
import { checkMfaFields } from "./MfaMethods.ts"
import { iso, newId } from "./Project.ts"
import type { Project } from "./Project.ts"
import { assignRoles } from "./Rbac.ts"
import { endSession, endSessions, sessionsOf } from "./Sessions.ts"
import { emitMember, emitMemberDeletion } from "./Webhooks.ts"
import type { Source } from "./Webhooks.ts"

/** What may be said of a member when it is made or changed. */
export type MemberFields = Partial<Omit<B2BOrganizationsMembersUpdateRequest, "organization_id" | "member_id">>

/** The id of a member's (primary) address, derived and not stored. */
export const emailId = (member: Member): string => member.member_id.replace("member-", "member-email-")

export const membersOf = (project: Project, organizationId: string): ReadonlyArray<Member> =>
  project.membersByOrganization(organizationId)

/** Everybody's memberships by address, without the deleted ones. */
export const membershipsOf = (project: Project, email: string): ReadonlyArray<Member> =>
  project.membersByEmail(email).filter(({ status }) => status !== "deleted")

export const memberByEmail = (project: Project, organization: Organization, email: string): Member | undefined =>
  project
    .membersByAddress(`${organization.organization_id} ${email}`)
    .filter(({ status }) => status !== "deleted")
    .map((member) => withoutOldLock(project, member))[0]

/** By member id or external id, within the organization; a deleted member only where `deleted` asks for it. */
export const findMember = (project: Project, organization: Organization, key: string, deleted = false): Member => {
  const { organization_id } = organization
  const byId = project.members.get(key)
  const mine = byId?.organization_id === organization_id ? [byId] : []
  const found = [...mine, ...project.membersByExternalId(`${organization_id} ${key}`)]
  const member = found.find(({ status }) => deleted || status !== "deleted")
  if (!member) throw new StytchFailure("member_not_found")
  return withoutOldLock(project, member)
}

/** Keeps a member with the roles that follow from the rest of it, and tells the webhooks. */
const save = (
  project: Project,
  action: "CREATE" | "UPDATE",
  member: Member,
  source?: Source,
  direct?: ReadonlyArray<string>,
): Member => {
  const saved = project.members.put(member.member_id, withRoles(project, member, direct))
  emitMember(project, action, saved, source)
  return saved
}

const checkExternalId = (
  project: Project,
  organizationId: string,
  externalId: string | undefined,
  memberId?: string,
): void => {
  const same = (each: Member) => each.member_id !== memberId && each.status !== "deleted"
  if (externalId && project.membersByExternalId(`${organizationId} ${externalId}`).some(same))
    throw new StytchFailure("duplicate_member_external_id")
}

const passwordIdOf = (project: Project, email: string): string => project.passwords.get(email)?.member_password_id ?? ""

/** Makes a member; the address must be free in the organization. */
export const createMember = (
  project: Project,
  organization: Organization,
  given: MemberFields & {
    email_address: string
    status: "active" | "pending" | "invited"
    email_address_verified?: boolean
  },
  source?: Source,
): Member => {
  const fields = { ...given, ...checkMfaFields(given, undefined) }
  const email = parseEmail(given.email_address)
  refuseTaken(project, organization.organization_id, email)
  checkExternalId(project, organization.organization_id, fields.external_id)
  const direct = assignRoles(organization, fields.roles ?? [])
  const now = iso(project.clock.now())
  const member: Member = {
    organization_id: organization.organization_id,
    member_id: newId("member"),
    email_address: email,
    email_address_verified: fields.email_address_verified ?? false,
    retired_email_addresses: [],
    status: fields.status,
    name: fields.name ?? "",
    is_admin: false,
    is_breakglass: fields.is_breakglass ?? false,
    is_locked: false,
    roles: [],
    member_password_id: passwordIdOf(project, email),
    mfa_enrolled: fields.mfa_enrolled ?? false,
    mfa_phone_number: fields.mfa_phone_number ?? "",
    mfa_phone_number_verified: false,
    default_mfa_method: "",
    totp_registration_id: "",
    sso_registrations: [],
    oauth_registrations: [],
    trusted_metadata: mergeMetadata({}, fields.trusted_metadata),
    untrusted_metadata: mergeMetadata({}, fields.untrusted_metadata),
    created_at: now,
    updated_at: now,
    ...(fields.external_id ? { external_id: fields.external_id } : {}),
  }
  return save(project, "CREATE", member, source, direct)
}

/** Who loses a role that a connection gives as well loses the sessions that the connection opened. */
const endSessionsOfLostRoles = (project: Project, before: Member, direct: ReadonlyArray<string>): void => {
  const lost = directRoleIds(before).filter((role) => !direct.includes(role))
  const connections = connectionsGranting(before, lost)
  for (const session of sessionsOf(project, before.member_id))
    if (hasFactorFrom(session.authentication_factors, connections)) endSession(project, session)
}

/** Changes a member; `roles`, if given, replaces all direct roles. */
export const updateMember = (project: Project, before: Member, given: MemberFields, source?: Source): Member => {
  const fields = checkMfaFields(given, before)
  checkExternalId(project, before.organization_id, fields.external_id, before.member_id)
  const organization = project.organizations.get(before.organization_id)
  const direct = fields.roles ? assignRoles(organization, fields.roles) : directRoleIds(before)
  if (!fields.preserve_existing_sessions) endSessionsOfLostRoles(project, before, direct)
  const after: Member = {
    ...before,
    ...(fields.email_address
      ? withEmail(project, before, parseEmail(fields.email_address), fields.unlink_email ?? false)
      : {}),
    name: fields.name ?? before.name,
    is_breakglass: fields.is_breakglass ?? before.is_breakglass,
    mfa_enrolled: fields.mfa_enrolled ?? before.mfa_enrolled,
    mfa_phone_number: fields.mfa_phone_number ?? before.mfa_phone_number,
    default_mfa_method: fields.default_mfa_method ?? before.default_mfa_method,
    trusted_metadata: mergeMetadata(before.trusted_metadata, fields.trusted_metadata),
    untrusted_metadata: mergeMetadata(before.untrusted_metadata, fields.untrusted_metadata),
    updated_at: iso(project.clock.now()),
    ...(fields.external_id ? { external_id: fields.external_id } : {}),
  }
  return save(project, "UPDATE", after, source, direct)
}

/** Changes what only the system may change, such as the status; tells the webhooks only if something did change. */
export const setMember = (
  project: Project,
  before: Member,
  changes: Partial<Omit<Member, "member_id" | "organization_id">>,
  source?: Source,
): Member => {
  const after = withRoles(project, { ...before, ...changes })
  if (JSON.stringify(after) === JSON.stringify(before)) return before
  return save(project, "UPDATE", { ...after, updated_at: iso(project.clock.now()) }, source)
}

export const deleteExternalId = (project: Project, before: Member): Member => {
  const { external_id: _, ...rest } = before
  return save(project, "UPDATE", { ...rest, updated_at: iso(project.clock.now()) })
}

/** Deactivates: the status becomes `deleted`, the sessions end, the links in old mail no longer work. */
export const deleteMember = (project: Project, member: Member, tell = true, source?: Source): void => {
  endSessions(project, member.member_id)
  spendLinksOf(project, member.member_id)
  project.members.put(member.member_id, { ...member, status: "deleted", updated_at: iso(project.clock.now()) })
  if (tell) emitMemberDeletion(project, member.member_id, source)
}

export const reactivateMember = (project: Project, organization: Organization, member: Member): Member => {
  if (member.status !== "deleted") throw new StytchFailure("bad_request", "Only a deleted member can be reactivated.")
  if (!member.email_address_verified) throw new StytchFailure("email_unverified_for_reactivation")
  if (memberByEmail(project, organization, member.email_address))
    throw new StytchFailure("reactivation_email_belongs_to_another_member")
  return setMember(project, member, { status: "active" })
}
