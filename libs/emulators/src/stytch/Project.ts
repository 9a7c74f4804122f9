import { randomBytes, randomUUID } from "node:crypto"
import type { AuthenticationFactor, Member, MemberSession, Organization } from "stytch"
import type { Clock } from "../kit/Clock.ts"
import type { Collection, Store } from "../kit/Store.ts"
import type { Webhooks } from "../kit/Webhooks.ts"
import type { M2mRecord } from "./M2mClients.ts"
import type { ScimActivity, ScimConnectionRecord, ScimGroupRecord, ScimUserRecord } from "./ScimRecords.ts"
import type { SigningKey } from "./SigningKey.ts"
import type { SsoConnection } from "./SsoConnections.ts"

/** Where the mail and the text messages go that Stytch sends by itself. */
export interface StytchMailer {
  mail(message: { to: string; subject: string; text: string; html: string }): void
  sms(message: { to: string; text: string }): void
}

export type Factor = AuthenticationFactor & { sequence_order: "PRIMARY" | "SECONDARY" }

/** What travels in a link. Kept after use, so that "used" and "never existed" stay two things. Times in ms since 1970. */
export interface LinkToken {
  readonly token: string
  readonly kind: "discovery" | "login" | "invite" | "reset" | "discovery_reset"
  readonly email: string
  readonly memberId?: string
  readonly codeChallenge?: string
  readonly expiresAt: number
  readonly spent: boolean
}

/** A bag of factors on the way to a session. `emailVerified`: one of them proved, just now, that the mail box is the person's. */
export interface IntermediateSession {
  readonly token: string
  readonly email: string
  readonly factors: Array<Factor>
  readonly emailVerified: boolean
  readonly expiresAt: number
}

/** A session as it is kept: what can be looked up elsewhere is left out. */
export type StoredSession = Omit<MemberSession, "roles" | "organization_slug" | "authentication_factors"> & {
  readonly token: string
  readonly authentication_factors: Array<Factor>
}

/** A password of an email address, shared by all its memberships (Stytch's cross-organization passwords). Base64 throughout. */
export interface Password {
  readonly member_password_id: string
  readonly hash: string
  readonly salt: string
  readonly parameters:
    | { readonly type: "scrypt"; readonly N: number; readonly r: number; readonly p: number; readonly length: number }
    | {
        readonly type: "pbkdf_2"
        readonly iterations: number
        readonly length: number
        readonly digest: "sha256" | "sha512"
      }
}

/** One Stytch project: everything that the parts of the emulator share. */
export interface Project {
  readonly id: string
  readonly secret: string
  readonly clock: Clock
  /** Where browsers and identity providers reach the emulator, if that is not where the request in hand came in. */
  readonly publicUrl?: string | undefined
  readonly deliver: StytchMailer
  readonly webhooks: Webhooks
  readonly key: SigningKey
  readonly organizations: Collection<Organization>
  readonly members: Collection<Member>
  readonly passwords: Collection<Password>
  readonly links: Collection<LinkToken>
  readonly intermediateSessions: Collection<IntermediateSession>
  readonly sessions: Collection<StoredSession>
  readonly sessionIds: Collection<{ readonly memberSessionId: string }>
  readonly m2mClients: Collection<M2mRecord>
  readonly ssoConnections: Collection<SsoConnection>
  readonly scimConnections: Collection<ScimConnectionRecord>
  readonly scimUsers: Collection<ScimUserRecord>
  readonly scimGroups: Collection<ScimGroupRecord>
  readonly scimActivity: Collection<ScimActivity>
  readonly membersByOrganization: (organizationId: string) => ReadonlyArray<Member>
  readonly membersByEmail: (email: string) => ReadonlyArray<Member>
  /** By `<organization id> <external id>`. */
  readonly membersByExternalId: (key: string) => ReadonlyArray<Member>
  /** By slug in lower case, and by external id. */
  readonly organizationsByName: (name: string) => ReadonlyArray<Organization>
  readonly sessionsByMember: (memberId: string) => ReadonlyArray<StoredSession>
}

export const collections = (store: Store) => {
  const organizations = store.collection<Organization>("stytch-organizations")
  const members = store.collection<Member>("stytch-members")
  const sessions = store.collection<StoredSession>("stytch-sessions")
  return {
    organizations,
    members,
    passwords: store.collection<Password>("stytch-passwords"),
    links: store.collection<LinkToken>("stytch-links"),
    intermediateSessions: store.collection<IntermediateSession>("stytch-intermediate-sessions"),
    sessions,
    sessionIds: store.collection<{ readonly memberSessionId: string }>("stytch-session-ids"),
    m2mClients: store.collection<M2mRecord>("stytch-m2m-clients"),
    ssoConnections: store.collection<SsoConnection>("stytch-sso-connections"),
    scimConnections: store.collection<ScimConnectionRecord>("stytch-scim-connections"),
    scimUsers: store.collection<ScimUserRecord>("stytch-scim-users"),
    scimGroups: store.collection<ScimGroupRecord>("stytch-scim-groups"),
    scimActivity: store.collection<ScimActivity>("stytch-scim-activity"),
    membersByOrganization: members.index(({ organization_id }) => [organization_id]),
    membersByEmail: members.index(({ email_address }) => [email_address]),
    membersByExternalId: members.index(({ organization_id, external_id }) =>
      external_id ? [`${organization_id} ${external_id}`] : [],
    ),
    organizationsByName: organizations.index(({ organization_slug, organization_external_id }) => [
      organization_slug.toLowerCase(),
      ...(organization_external_id ? [organization_external_id] : []),
    ]),
    sessionsByMember: sessions.index(({ member_id }) => [member_id]),
  }
}

export const newId = (kind: string) => `${kind}-test-${randomUUID()}`
export const newToken = () => randomBytes(33).toString("base64url")

/** RFC 3339 in whole seconds, as Stytch writes times. */
export const iso = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z")
