import type { B2BOrganizationsMembersUpdateRequest, Member, Organization } from "stytch"
import { parseEmail } from "./Emails.ts"
import { StytchFailure } from "./Errors.ts"
import { spendLinksOf } from "./Links.ts"
import { withoutOldLock } from "./Locks.ts"
import { mergeMetadata } from "./Metadata.ts"
import { checkMfaFields } from "./MfaMethods.ts"
import { iso, newId } from "./Project.ts"
import type { Project } from "./Project.ts"
import { assignRoles } from "./Rbac.ts"
import { endSessions } from "./Sessions.ts"
import { emit, emitMember } from "./Webhooks.ts"

/** What may be said of a member when it is made or changed. */
export type MemberFields = Partial<Omit<B2BOrganizationsMembersUpdateRequest, "organization_id" | "member_id">>

/** The id of a member's (primary) address, derived and not stored. */
export const emailId = (member: Member): string => member.member_id.replace("member-", "member-email-")

export const membersOf = (project: Project, organizationId: string): ReadonlyArray<Member> =>
  project.members.all().filter((member) => member.organization_id === organizationId)

/** Everybody's memberships by address, without the deleted ones. */
export const membershipsOf = (project: Project, email: string): ReadonlyArray<Member> =>
  project.members.all().filter((member) => member.email_address === email && member.status !== "deleted")

export const memberByEmail = (project: Project, organization: Organization, email: string): Member | undefined =>
  membershipsOf(project, email)
    .filter(({ organization_id }) => organization_id === organization.organization_id)
    .map((member) => withoutOldLock(project, member))[0]

/** By member id or external id, within the organization; a deleted member only where `deleted` asks for it. */
export const findMember = (project: Project, organization: Organization, key: string, deleted = false): Member => {
  const member = membersOf(project, organization.organization_id).find(
    ({ member_id, external_id, status }) =>
      (member_id === key || external_id === key) && (deleted || status !== "deleted"),
  )
  if (!member) throw new StytchFailure("member_not_found")
  return withoutOldLock(project, member)
}

const save = (project: Project, action: "CREATE" | "UPDATE", member: Member): Member => {
  project.members.put(member.member_id, member)
  emitMember(project, action, member)
  return member
}

const checkExternalId = (
  project: Project,
  organizationId: string,
  externalId: string | undefined,
  memberId?: string,
): void => {
  const same = (each: Member) => each.external_id === externalId && each.member_id !== memberId
  if (externalId !== undefined && membersOf(project, organizationId).some(same))
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
): Member => {
  const fields = { ...given, ...checkMfaFields(given, undefined) }
  const email = parseEmail(given.email_address)
  if (memberByEmail(project, organization, email)) throw new StytchFailure("duplicate_member_email")
  checkExternalId(project, organization.organization_id, fields.external_id)
  const roles = assignRoles(fields.roles ?? [])
  const now = iso(project.clock.now())
  return save(project, "CREATE", {
    organization_id: organization.organization_id,
    member_id: newId("member"),
    email_address: email,
    email_address_verified: fields.email_address_verified ?? false,
    retired_email_addresses: [],
    status: fields.status,
    name: fields.name ?? "",
    is_admin: roles.some(({ role_id }) => role_id === "stytch_admin"),
    is_breakglass: fields.is_breakglass ?? false,
    is_locked: false,
    roles,
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
  })
}

/** A new address is unverified and has no password; the old one is retired unless it shall be unlinked. */
const withEmail = (project: Project, before: Member, address: string, unlink: boolean): Partial<Member> => {
  const email = parseEmail(address)
  if (email === before.email_address) return {}
  const holder = membershipsOf(project, email).find(({ organization_id }) => organization_id === before.organization_id)
  if (holder) throw new StytchFailure("duplicate_member_email")
  const retired = unlink ? [] : [{ email_id: newId("member-email"), email_address: before.email_address }]
  return {
    email_address: email,
    email_address_verified: false,
    member_password_id: "",
    retired_email_addresses: [...before.retired_email_addresses, ...retired],
  }
}

/** Changes a member; `roles`, if given, replaces all direct roles. */
export const updateMember = (project: Project, before: Member, given: MemberFields): Member => {
  const fields = checkMfaFields(given, before)
  checkExternalId(project, before.organization_id, fields.external_id, before.member_id)
  const roles = fields.roles ? assignRoles(fields.roles) : before.roles
  return save(project, "UPDATE", {
    ...before,
    ...(fields.email_address ? withEmail(project, before, fields.email_address, fields.unlink_email ?? false) : {}),
    name: fields.name ?? before.name,
    is_breakglass: fields.is_breakglass ?? before.is_breakglass,
    mfa_enrolled: fields.mfa_enrolled ?? before.mfa_enrolled,
    mfa_phone_number: fields.mfa_phone_number ?? before.mfa_phone_number,
    default_mfa_method: fields.default_mfa_method ?? before.default_mfa_method,
    roles,
    is_admin: roles.some(({ role_id }) => role_id === "stytch_admin"),
    trusted_metadata: mergeMetadata(before.trusted_metadata, fields.trusted_metadata),
    untrusted_metadata: mergeMetadata(before.untrusted_metadata, fields.untrusted_metadata),
    updated_at: iso(project.clock.now()),
    ...(fields.external_id ? { external_id: fields.external_id } : {}),
  })
}

/** Changes what only the system may change, such as the status; tells the webhooks only if something did change. */
export const setMember = (
  project: Project,
  before: Member,
  changes: Partial<Omit<Member, "member_id" | "organization_id">>,
): Member => {
  const after = { ...before, ...changes }
  if (JSON.stringify(after) === JSON.stringify(before)) return before
  return save(project, "UPDATE", { ...after, updated_at: iso(project.clock.now()) })
}

/** Deactivates: the status becomes `deleted`, the sessions end, the links in old mail no longer work. */
export const deleteMember = (project: Project, member: Member, tell = true): void => {
  endSessions(project, member.member_id)
  spendLinksOf(project, member.member_id)
  project.members.put(member.member_id, { ...member, status: "deleted", updated_at: iso(project.clock.now()) })
  if (tell) emit(project, "DELETE", { object_type: "member", id: member.member_id })
}

export const reactivateMember = (project: Project, organization: Organization, member: Member): Member => {
  if (member.status !== "deleted") throw new StytchFailure("bad_request", "Only a deleted member can be reactivated.")
  if (!member.email_address_verified) throw new StytchFailure("email_unverified_for_reactivation")
  if (memberByEmail(project, organization, member.email_address))
    throw new StytchFailure("reactivation_email_belongs_to_another_member")
  return setMember(project, member, { status: "active" })
}
