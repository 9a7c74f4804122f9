import type { OrganizationChoice, Session } from "@tango/contracts/api/IdentityApi"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { roleFrom } from "@tango/contracts/Permissions"
import type { DiscoveredOrganization, Member, MemberSession, MfaRequired, Organization, PrimaryRequired } from "stytch"

/** What every way of logging in to an organization gives back. */
export interface AuthResult {
  readonly member_authenticated: boolean
  readonly member: Member
  readonly organization: Organization
  readonly member_session?: MemberSession
  readonly session_token: string
  readonly session_jwt: string
  readonly intermediate_session_token?: string
  readonly mfa_required?: MfaRequired | null
  readonly primary_required?: PrimaryRequired | null
}

/** A session with the token that refreshes it, which goes into a cookie or the body but never both. */
export interface OpenSession {
  readonly session: typeof Session.Type
  readonly sessionToken: string
}

/** Somebody who has shown who they are and has not yet chosen an organization. */
export interface OpenChoice {
  readonly choice: typeof OrganizationChoice.Type
  readonly intermediateSessionToken: string
}

export type LogInStep =
  | ({ readonly _tag: "Authenticated" } & OpenSession)
  | ({ readonly _tag: "Choosing" } & OpenChoice)

/** Undefined when Stytch wants more before it opens a session, such as a second factor. */
export const openSession = (result: AuthResult): OpenSession | undefined =>
  result.member_authenticated && result.member_session !== undefined
    ? {
        sessionToken: result.session_token,
        session: {
          sessionJwt: result.session_jwt,
          expiresAt: new Date(result.member_session.expires_at ?? Date.now()),
          member: {
            memberId: MemberId.make(result.member.member_id),
            email: result.member.email_address,
            name: result.member.name,
            role: roleFrom(result.member_session.roles),
          },
          organization: {
            organizationId: OrganizationId.make(result.organization.organization_id),
            name: result.organization.organization_name,
            slug: result.organization.organization_slug,
          },
        },
      }
    : undefined

const memberships: Readonly<Record<string, "active" | "pending" | "invited" | "eligible">> = {
  active_member: "active",
  pending_member: "pending",
  invited_member: "invited",
}

/** The organizations that Stytch has found for somebody, as they are offered. */
export const discovered = (
  organizations: ReadonlyArray<DiscoveredOrganization>,
): (typeof OrganizationChoice.Type)["organizations"] =>
  organizations.flatMap(({ membership, organization }) =>
    organization === undefined
      ? []
      : [
          {
            organizationId: OrganizationId.make(organization.organization_id),
            name: organization.organization_name,
            slug: organization.organization_slug,
            membership: memberships[membership?.type ?? ""] ?? ("eligible" as const),
          },
        ],
  )

export const openChoice = (result: {
  readonly email_address: string
  readonly intermediate_session_token: string
  readonly discovered_organizations: ReadonlyArray<DiscoveredOrganization>
}): OpenChoice => ({
  intermediateSessionToken: result.intermediate_session_token,
  choice: { email: result.email_address, organizations: discovered(result.discovered_organizations) },
})

/** The answer's body; the token is in it only for clients that keep it themselves. */
export const encodeChoice = (open: OpenChoice, inBody: boolean): typeof OrganizationChoice.Type =>
  inBody ? { ...open.choice, intermediateSessionToken: open.intermediateSessionToken } : open.choice

/** The same for a session. */
export const encodeSession = (open: OpenSession, inBody: boolean): typeof Session.Type =>
  inBody ? { ...open.session, sessionToken: open.sessionToken } : open.session
