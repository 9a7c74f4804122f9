import type { Member } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { setMember } from "./Members.ts"
import { newId } from "./Project.ts"
import type { Project } from "./Project.ts"

/** A change of address that waits for its confirmation, until `expiresAt` (ms since 1970). */
export interface EmailUpdate {
  readonly organizationId: string
  readonly memberId: string
  readonly email: string
  readonly expiresAt: number
}

const updateMinutes = 5

/** Refuses an address that another member of the organization has, had without having it unlinked, or is about to take. */
export const refuseTaken = (project: Project, organizationId: string, email: string, memberId?: string): void => {
  const key = `${organizationId} ${email}`
  const others = (members: ReadonlyArray<Member>) =>
    members.some(({ member_id, status }) => member_id !== memberId && status !== "deleted")
  if (others(project.membersByAddress(key))) throw new StytchFailure("duplicate_member_email")
  if (others(project.membersByRetiredAddress(key))) throw new StytchFailure("retired_member_email")
  const isWanted = project.emailUpdates
    .all()
    .some(
      (update) =>
        update.organizationId === organizationId &&
        update.email === email &&
        update.memberId !== memberId &&
        update.expiresAt > project.clock.now(),
    )
  if (isWanted) throw new StytchFailure("desired_email_updating_for_different_member")
}

/** The member's fields under a new, unverified address without a password; the old one is retired unless it shall be unlinked. */
export const withEmail = (project: Project, before: Member, email: string, unlink: boolean): Partial<Member> => {
  if (email === before.email_address) return {}
  refuseTaken(project, before.organization_id, email, before.member_id)
  const kept = before.retired_email_addresses.filter(({ email_address }) => email_address !== email)
  const retired = unlink ? [] : [{ email_id: newId("member-email"), email_address: before.email_address }]
  return {
    email_address: email,
    email_address_verified: false,
    member_password_id: "",
    retired_email_addresses: [...kept, ...retired],
  }
}

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
