import type { ScimConnection, SsoConnection } from "@tango/contracts/api/IdentityApi"
import { ConnectionId } from "@tango/contracts/Ids"
import type { OIDCConnection, SAMLConnection, SCIMConnection, SCIMConnectionWithToken } from "stytch"
import { fromStytchRole } from "./Roles.ts"

type SsoView = typeof SsoConnection.Type
type ScimView = typeof ScimConnection.Type

const statusOf = (status: string): SsoView["status"] => (status === "active" ? "active" : "pending")

/** Which of the identity provider's attributes are what: the names that most of them use. */
export const samlAttributes = { email: "email", full_name: "name", groups: "groups" }

/** Stytch's connection in our words; roles that are none of ours are left out. */
export const samlView = (connection: SAMLConnection): SsoView => ({
  connectionId: ConnectionId.make(connection.connection_id),
  kind: "saml",
  displayName: connection.display_name,
  status: statusOf(connection.status),
  callbackUrl: connection.acs_url,
  issuer: connection.idp_entity_id,
  clientId: null,
  groupRoles: connection.saml_group_implicit_role_assignments.flatMap(({ group, role_id }) => {
    const role = fromStytchRole(role_id)
    return role === undefined ? [] : [{ group, role }]
  }),
})

/** Stytch gives no roles by group over OIDC. */
export const oidcView = (connection: OIDCConnection): SsoView => ({
  connectionId: ConnectionId.make(connection.connection_id),
  kind: "oidc",
  displayName: connection.display_name,
  status: statusOf(connection.status),
  callbackUrl: connection.redirect_url,
  issuer: connection.issuer,
  clientId: connection.client_id === "" ? null : connection.client_id,
  groupRoles: [],
})

export const scimView = (connection: SCIMConnection): ScimView => ({
  connectionId: ConnectionId.make(connection.connection_id),
  displayName: connection.display_name,
  provider: connection.identity_provider,
  baseUrl: connection.base_url,
  tokenLastFour: connection.bearer_token_last_four,
  nextTokenLastFour: connection.next_bearer_token_last_four || null,
  groupRoles: connection.scim_group_implicit_role_assignments.flatMap(({ group_id, group_name, role_id }) => {
    const role = fromStytchRole(role_id)
    return role === undefined ? [] : [{ groupId: group_id, groupName: group_name, role }]
  }),
})

/** A new connection, which Stytch shows with its token. */
export const newScimView = ({ bearer_token, ...connection }: SCIMConnectionWithToken): ScimView =>
  scimView({ ...connection, bearer_token_last_four: bearer_token.slice(-4), next_bearer_token_last_four: "" })
