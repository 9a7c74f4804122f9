import type { Member } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { newId } from "./Project.ts"
import type { Project } from "./Project.ts"

/** A change of address that waits for its confirmation, until `expiresAt` (ms since 1970). */
export interface EmailUpdate {
  readonly organizationId: string
  readonly memberId: string
  readonly email: string
  readonly expiresAt: number
}

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
