import type { Member, Organization } from "stytch"
import type { Collection, Store } from "../kit/Store.ts"
import type { M2mRecord } from "./M2mClients.ts"
import type { StoredSession } from "./Project.ts"
import type { ScimActivity, ScimConnectionRecord, ScimGroupRecord, ScimUserRecord } from "./ScimRecords.ts"
import type { SsoConnection } from "./SsoConnections.ts"

/** What a project keeps for its organizations' administrators, and the lookups that all parts use. */
export interface EnterpriseCollections {
  readonly m2mClients: Collection<M2mRecord>
  readonly ssoConnections: Collection<SsoConnection>
  readonly scimConnections: Collection<ScimConnectionRecord>
  readonly scimUsers: Collection<ScimUserRecord>
  readonly scimGroups: Collection<ScimGroupRecord>
  readonly scimActivity: Collection<ScimActivity>
  readonly scimUsersByConnection: (connectionId: string) => ReadonlyArray<ScimUserRecord>
  /** By `<connection id> <userName in lower case>`. */
  readonly scimUsersByName: (key: string) => ReadonlyArray<ScimUserRecord>
  readonly membersByOrganization: (organizationId: string) => ReadonlyArray<Member>
  readonly membersByEmail: (email: string) => ReadonlyArray<Member>
  /** By `<organization id> <email address>`. */
  readonly membersByAddress: (key: string) => ReadonlyArray<Member>
  /** By `<organization id> <external id>`. */
  readonly membersByExternalId: (key: string) => ReadonlyArray<Member>
  /** By slug in lower case, and by external id. */
  readonly organizationsByName: (name: string) => ReadonlyArray<Organization>
  readonly sessionsByMember: (memberId: string) => ReadonlyArray<StoredSession>
}

export const enterpriseCollections = (store: Store): EnterpriseCollections => {
  const organizations = store.collection<Organization>("stytch-organizations")
  const members = store.collection<Member>("stytch-members")
  const sessions = store.collection<StoredSession>("stytch-sessions")
  const scimUsers = store.collection<ScimUserRecord>("stytch-scim-users")
  return {
    m2mClients: store.collection<M2mRecord>("stytch-m2m-clients"),
    ssoConnections: store.collection<SsoConnection>("stytch-sso-connections"),
    scimConnections: store.collection<ScimConnectionRecord>("stytch-scim-connections"),
    scimUsers,
    scimUsersByConnection: scimUsers.index(({ connection_id }) => [connection_id]),
    scimUsersByName: scimUsers.index(({ connection_id, attributes }) => [
      `${connection_id} ${String(attributes["userName"]).toLowerCase()}`,
    ]),
    scimGroups: store.collection<ScimGroupRecord>("stytch-scim-groups"),
    scimActivity: store.collection<ScimActivity>("stytch-scim-activity"),
    membersByOrganization: members.index(({ organization_id }) => [organization_id]),
    membersByEmail: members.index(({ email_address }) => [email_address]),
    membersByAddress: members.index(({ organization_id, email_address }) => [`${organization_id} ${email_address}`]),
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
