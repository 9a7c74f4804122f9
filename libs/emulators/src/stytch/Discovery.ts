import type { DiscoveredOrganization, Member, Organization } from "stytch"
import { requirements } from "./Authentication.ts"
import type { Proof } from "./Authentication.ts"
import { domainOf, isCommonDomain } from "./Emails.ts"
import { StytchFailure } from "./Errors.ts"
import { primaryFactor, keepFactors } from "./IntermediateSessions.ts"
import { createMember, memberByEmail, membersOf } from "./Members.ts"
import { iso, newId } from "./Project.ts"
import type { Factor, Project } from "./Project.ts"

/** Whether the organization lets an address's domain in, and somebody with a verified address of that domain is there already. */
const mayJoinByDomain = (project: Project, organization: Organization, email: string): boolean => {
  const domain = domainOf(email)
  return (
    organization.email_jit_provisioning === "RESTRICTED" &&
    organization.email_allowed_domains.some((allowed) => allowed.toLowerCase() === domain) &&
    membersOf(project, organization.organization_id).some(
      ({ email_address, email_address_verified, status }) =>
        status === "active" && email_address_verified && domainOf(email_address) === domain,
    )
  )
}

const discover = (
  project: Project,
  organization: Organization,
  email: string,
  proof: Proof,
  eligible: boolean,
): ReadonlyArray<DiscoveredOrganization> => {
  const member = memberByEmail(project, organization, email)
  const found = { organization, ...requirements(organization, member, proof) }
  if (member) return [{ ...found, membership: { type: `${member.status}_member`, member } }]
  if (!eligible || !mayJoinByDomain(project, organization, email)) return []
  return [{ ...found, membership: { type: "eligible_to_join_by_email_domain", details: { domain: domainOf(email) } } }]
}

/** The organizations that an address belongs to, and with `eligible` those it may join. */
export const discoveredOrganizations = (
  project: Project,
  email: string,
  proof: Proof,
  eligible: boolean,
): Array<DiscoveredOrganization> =>
  project.organizations.all().flatMap((organization) => discover(project, organization, email, proof, eligible))

/** Starts an intermediate session on a proof of an address: what every discovery authentication answers. */
export const beginDiscovery = (
  project: Project,
  email: string,
  factors: Array<Factor>,
  emailVerified: boolean,
  name?: string,
) => {
  const kept = keepFactors(project, { email, factors, emailVerified, ...(name ? { name } : {}) })
  return {
    intermediate_session_token: kept.token,
    intermediate_session_token_expires_at: iso(kept.expiresAt),
    email_address: email,
    discovered_organizations: discoveredOrganizations(project, email, kept, true),
  }
}

/** The factor of a link or code that reached a mail box, before there is a member. */
export const mailFactor = (project: Project, type: "magic_link" | "email_otp", email: string): Factor =>
  primaryFactor(project, {
    type,
    delivery_method: "email",
    email_factor: { email_id: newId("email"), email_address: email },
  })

/** A new, pending member whose address's domain the organization lets in. */
export const signUpByDomain = (project: Project, organization: Organization, email: string, name = ""): Member => {
  if (organization.email_jit_provisioning !== "RESTRICTED")
    throw new StytchFailure("email_jit_provisioning_not_allowed")
  if (!mayJoinByDomain(project, organization, email)) throw new StytchFailure("invalid_email_for_jit_provisioning")
  return createMember(project, organization, { email_address: email, status: "pending", name })
}

/** The member of an address in an organization; joins it if its domain may. */
export const memberFor = (
  project: Project,
  organization: Organization,
  email: string,
  proof: Proof,
  name = "",
): Member => {
  const member = memberByEmail(project, organization, email)
  if (member) return member
  if (!mayJoinByDomain(project, organization, email)) throw new StytchFailure("member_not_found")
  return createMember(project, organization, {
    email_address: email,
    name,
    status: proof.emailVerified ? "active" : "pending",
    email_address_verified: proof.emailVerified,
  })
}

/** A name for an organization whose founder gave none: of the domain, or of the person where the domain says nothing. */
export const defaultOrganizationName = (email: string): string => {
  const domain = domainOf(email)
  const word =
    isCommonDomain(domain) || domain.endsWith(".edu") ? email.slice(0, email.lastIndexOf("@")) : domain.split(".")[0]
  return `${word?.slice(0, 1).toUpperCase()}${word?.slice(1)}`
}
