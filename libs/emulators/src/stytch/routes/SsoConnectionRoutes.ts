import { Hono } from "hono"
import type { Context } from "hono"
import type {
  B2BSSODeleteConnectionResponse,
  B2BSSOExternalCreateConnectionRequest,
  B2BSSOExternalCreateConnectionResponse,
  B2BSSOExternalUpdateConnectionRequest,
  B2BSSOExternalUpdateConnectionResponse,
  B2BSSOGetConnectionsResponse,
  B2BSSOOIDCCreateConnectionRequest,
  B2BSSOOIDCCreateConnectionResponse,
  B2BSSOOIDCUpdateConnectionRequest,
  B2BSSOOIDCUpdateConnectionResponse,
} from "stytch"
import { createExternal, updateExternal } from "../ExternalConnections.ts"
import { body, originOf, param, reply } from "../Http.ts"
import { createOidc, updateOidc } from "../OidcConnections.ts"
import { findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"
import {
  connectionsOf,
  deleteConnection,
  externalAnswer,
  findConnection,
  oidcAnswer,
  samlAnswer,
} from "../SsoConnections.ts"

/** An organization's connections of all kinds, and the making and changing of those by OIDC and of those of other organizations. */
export const ssoConnectionRoutes = (project: Project): Hono => {
  const organizationOf = (c: Context) => findOrganization(project, param(c, "organization_id"))
  return new Hono()
    .get("/sso/:organization_id", (c) => {
      const all = connectionsOf(project, organizationOf(c).organization_id)
      const origin = originOf(project, c)
      return reply<B2BSSOGetConnectionsResponse>(c, {
        saml_connections: all.flatMap((each) => (each.kind === "saml" ? [samlAnswer(each, origin)] : [])),
        oidc_connections: all.flatMap((each) => (each.kind === "oidc" ? [oidcAnswer(each, origin)] : [])),
        external_connections: all.flatMap((each) => (each.kind === "external" ? [externalAnswer(each)] : [])),
      })
    })
    .delete("/sso/:organization_id/connections/:connection_id", (c) => {
      const connection_id = param(c, "connection_id")
      deleteConnection(project, organizationOf(c), connection_id)
      return reply<B2BSSODeleteConnectionResponse>(c, { connection_id })
    })
    .post("/sso/oidc/:organization_id", async (c) => {
      const request = await body<B2BSSOOIDCCreateConnectionRequest>(c)
      const connection = oidcAnswer(createOidc(project, organizationOf(c), request), originOf(project, c))
      return reply<B2BSSOOIDCCreateConnectionResponse>(c, { connection })
    })
    .put("/sso/oidc/:organization_id/connections/:connection_id", async (c) => {
      const request = await body<B2BSSOOIDCUpdateConnectionRequest>(c)
      const before = findConnection(project, organizationOf(c), "oidc", param(c, "connection_id"))
      const { connection, ...warning } = await updateOidc(project, before, request)
      const answer = { connection: oidcAnswer(connection, originOf(project, c)), ...warning }
      return reply<B2BSSOOIDCUpdateConnectionResponse>(c, answer)
    })
    .post("/sso/external/:organization_id", async (c) => {
      const request = await body<B2BSSOExternalCreateConnectionRequest>(
        c,
        "external_organization_id",
        "external_connection_id",
      )
      const connection = externalAnswer(createExternal(project, organizationOf(c), request))
      return reply<B2BSSOExternalCreateConnectionResponse>(c, { connection })
    })
    .put("/sso/external/:organization_id/connections/:connection_id", async (c) => {
      const request = await body<B2BSSOExternalUpdateConnectionRequest>(c)
      const organization = organizationOf(c)
      const before = findConnection(project, organization, "external", param(c, "connection_id"))
      const connection = externalAnswer(updateExternal(project, organization, before, request))
      return reply<B2BSSOExternalUpdateConnectionResponse>(c, { connection })
    })
}
