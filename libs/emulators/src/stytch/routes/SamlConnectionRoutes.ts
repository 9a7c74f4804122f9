import { Hono } from "hono"
import type { Context } from "hono"
import type {
  B2BSSOSAMLCreateConnectionRequest,
  B2BSSOSAMLCreateConnectionResponse,
  B2BSSOSAMLDeleteEncryptionPrivateKeyResponse,
  B2BSSOSAMLDeleteVerificationCertificateResponse,
  B2BSSOSAMLUpdateByURLRequest,
  B2BSSOSAMLUpdateByURLResponse,
  B2BSSOSAMLUpdateConnectionRequest,
  B2BSSOSAMLUpdateConnectionResponse,
} from "stytch"
import { StytchFailure } from "../Errors.ts"
import { fetchText } from "../Fetching.ts"
import { body, originOf, param, reply } from "../Http.ts"
import { findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"
import {
  createSaml,
  deleteCertificate,
  deleteEncryptionKey,
  updateSaml,
  updateSamlByMetadata,
} from "../SamlConnections.ts"
import { readMetadata } from "../SamlMetadata.ts"
import { findConnection, samlAnswer } from "../SsoConnections.ts"

export const samlConnectionRoutes = (project: Project): Hono => {
  const organizationOf = (c: Context) => findOrganization(project, param(c, "organization_id"))
  const connectionOf = (c: Context) => findConnection(project, organizationOf(c), "saml", param(c, "connection_id"))
  const at = "/sso/saml/:organization_id/connections/:connection_id"
  return new Hono()
    .post("/sso/saml/:organization_id", async (c) => {
      const request = await body<B2BSSOSAMLCreateConnectionRequest>(c)
      const connection = samlAnswer(createSaml(project, organizationOf(c), request), originOf(project, c))
      return reply<B2BSSOSAMLCreateConnectionResponse>(c, { connection })
    })
    .put(at, async (c) => {
      const request = await body<B2BSSOSAMLUpdateConnectionRequest>(c)
      const updated = updateSaml(project, organizationOf(c), connectionOf(c), request)
      return reply<B2BSSOSAMLUpdateConnectionResponse>(c, { connection: samlAnswer(updated, originOf(project, c)) })
    })
    .put(`${at}/url`, async (c) => {
      const { metadata_url } = await body<B2BSSOSAMLUpdateByURLRequest>(c, "metadata_url")
      connectionOf(c)
      const xml = await fetchText(metadata_url)
      if (xml === undefined) throw new StytchFailure("invalid_saml_metadata_url")
      const updated = updateSamlByMetadata(project, connectionOf(c), readMetadata(xml))
      return reply<B2BSSOSAMLUpdateByURLResponse>(c, { connection: samlAnswer(updated, originOf(project, c)) })
    })
    .delete(`${at}/verification_certificates/:certificate_id`, (c) => {
      const certificate_id = param(c, "certificate_id")
      deleteCertificate(project, connectionOf(c), certificate_id)
      return reply<B2BSSOSAMLDeleteVerificationCertificateResponse>(c, { certificate_id })
    })
    .delete(`${at}/encryption_private_keys/:private_key_id`, (c) => {
      const private_key_id = param(c, "private_key_id")
      deleteEncryptionKey(project, connectionOf(c), private_key_id)
      return reply<B2BSSOSAMLDeleteEncryptionPrivateKeyResponse>(c, { private_key_id })
    })
}
