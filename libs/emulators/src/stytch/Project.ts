import { randomBytes, randomUUID } from "node:crypto"
import type { AuthenticationFactor, Member, MemberSession, Organization } from "stytch"
import type { Clock } from "../kit/Clock.ts"
import type { Collection, Store } from "../kit/Store.ts"
import type { Webhooks } from "../kit/Webhooks.ts"
import type { OneTimeCode } from "./Codes.ts"
import { enterpriseCollections } from "./EnterpriseCollections.ts"
import type { EnterpriseCollections } from "./EnterpriseCollections.ts"
import type { Attempts } from "./Locks.ts"
import type { EmailUpdate } from "./MemberEmails.ts"
import type { ProviderAccount } from "./OAuthAccounts.ts"
import type { CallbackToken, ProviderFlow } from "./ProviderFlows.ts"
import type { SigningKey } from "./SigningKey.ts"
import type { StoredTotp } from "./Totps.ts"

/** Where the mail and the text messages go that Stytch sends by itself. */
export interface StytchMailer {
  mail(message: { to: string; subject: string; text: string; html: string }): void
  sms(message: { to: string; text: string }): void
}

export type Factor = AuthenticationFactor & { sequence_order: "PRIMARY" | "SECONDARY" }

/** What travels in a link. Kept after use, so that "used" and "never existed" stay two things. Times in ms since 1970. */
export interface LinkToken {
  readonly token: string
  readonly kind: "discovery" | "login" | "invite" | "email_update" | "reset" | "discovery_reset"
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
  /** As a provider gave it, for the member that this may become. */
  readonly name?: string
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
  /** It may not be used any more until it has been reset by mail. */
  readonly resetRequired?: boolean
}

/** One Stytch project: everything that the parts of the emulator share. */
export interface Project extends EnterpriseCollections {
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
  readonly attempts: Collection<Attempts>
  /** By member id. */
  readonly totps: Collection<StoredTotp>
  /** By member id. */
  readonly recoveryCodes: Collection<{ readonly id: string; readonly codes: Array<string> }>
  readonly codes: Collection<OneTimeCode>
  readonly flows: Collection<ProviderFlow>
  readonly callbackTokens: Collection<CallbackToken>
  readonly providerAccounts: Collection<ProviderAccount>
  /** By member id. */
  readonly emailUpdates: Collection<EmailUpdate>
  /** By `<organization id> <former address>`. */
  readonly membersByRetiredAddress: (key: string) => ReadonlyArray<Member>
}

export const collections = (store: Store) => ({
  ...enterpriseCollections(store),
  organizations: store.collection<Organization>("stytch-organizations"),
  members: store.collection<Member>("stytch-members"),
  passwords: store.collection<Password>("stytch-passwords"),
  links: store.collection<LinkToken>("stytch-links"),
  intermediateSessions: store.collection<IntermediateSession>("stytch-intermediate-sessions"),
  sessions: store.collection<StoredSession>("stytch-sessions"),
  sessionIds: store.collection<{ readonly memberSessionId: string }>("stytch-session-ids"),
  attempts: store.collection<Attempts>("stytch-attempts"),
  totps: store.collection<StoredTotp>("stytch-totps"),
  recoveryCodes: store.collection<{ readonly id: string; readonly codes: Array<string> }>("stytch-recovery-codes"),
  codes: store.collection<OneTimeCode>("stytch-codes"),
  flows: store.collection<ProviderFlow>("stytch-flows"),
  callbackTokens: store.collection<CallbackToken>("stytch-callback-tokens"),
  providerAccounts: store.collection<ProviderAccount>("stytch-provider-accounts"),
  emailUpdates: store.collection<EmailUpdate>("stytch-email-updates"),
  membersByRetiredAddress: store
    .collection<Member>("stytch-members")
    .index(({ organization_id, retired_email_addresses }) =>
      retired_email_addresses.map(({ email_address }) => `${organization_id} ${email_address}`),
    ),
})

export const newId = (kind: string) => `${kind}-test-${randomUUID()}`
export const newToken = () => randomBytes(33).toString("base64url")

/** RFC 3339 in whole seconds, as Stytch writes times. */
export const iso = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z")
