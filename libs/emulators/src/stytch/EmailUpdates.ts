import type { Member } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { refuseTaken, withEmail } from "./MemberEmails.ts"
import { setMember } from "./Members.ts"
import type { Project } from "./Project.ts"

const updateMinutes = 5

/** Notes that a member wants another address; answers for how many minutes. */
export const beginEmailUpdate = (project: Project, member: Member, email: string): number => {
  if (member.status !== "active") throw new StytchFailure("email_updates_available_only_for_active_members")
  if (!member.email_address_verified) throw new StytchFailure("email_verification_required")
  if (member.email_address === email) throw new StytchFailure("duplicate_member_email")
  refuseTaken(project, member.organization_id, email, member.member_id)
  const { organization_id: organizationId, member_id: memberId } = member
  const expiresAt = project.clock.now() + updateMinutes * 60_000
  project.emailUpdates.put(memberId, { organizationId, memberId, email, expiresAt })
  return updateMinutes
}

/** The member of the organization that is about to take the address. */
export const memberAwaiting = (project: Project, organizationId: string, email: string): Member | undefined => {
  const update = project.emailUpdates
    .all()
    .find(
      (each) => each.organizationId === organizationId && each.email === email && each.expiresAt > project.clock.now(),
    )
  return update && project.members.get(update.memberId)
}

/** Gives a member the address that it has now proved to be its own. */
export const completeEmailUpdate = (project: Project, member: Member, email: string): Member => {
  const changes = withEmail(project, member, email, false)
  project.emailUpdates.delete(member.member_id)
  const member_password_id = project.passwords.get(email)?.member_password_id ?? ""
  return setMember(project, member, { ...changes, email_address_verified: true, member_password_id })
}

/** Lets an address that a member had before go, by its id or itself. */
export const unlinkEmail = (project: Project, member: Member, emailId?: string, email?: string): Member => {
  if (!emailId && !email) throw new StytchFailure("retired_email_missing_email_identifiers")
  const retired = member.retired_email_addresses
  const left = retired.filter(({ email_id, email_address }) => email_id !== emailId && email_address !== email)
  if (left.length === retired.length) throw new StytchFailure("email_not_found")
  return setMember(project, member, { retired_email_addresses: left })
}
