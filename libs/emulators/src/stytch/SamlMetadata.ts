import { X509Certificate } from "node:crypto"
import { XMLParser } from "fast-xml-parser"
import { StytchFailure } from "./Errors.ts"

/** What an identity provider's metadata says of it; certificates in PEM. */
export interface SamlMetadata {
  readonly idp_entity_id: string
  readonly idp_sso_url: string
  readonly certificates: ReadonlyArray<string>
}

type Node = { readonly [name: string]: unknown }

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value)

const children = (node: Node, name: string): ReadonlyArray<Node> => [node[name]].flat().filter(isNode)

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : isNode(value) && typeof value["#text"] === "string" ? value["#text"] : ""

const asPem = (base64: string): string => {
  const lines = base64.replace(/\s+/g, "").match(/.{1,64}/g) ?? []
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----"].join("\n")
}

const certificatesIn = (idp: Node): ReadonlyArray<string> =>
  children(idp, "KeyDescriptor")
    .filter((key) => key["@use"] !== "encryption")
    .flatMap((key) => children(key, "KeyInfo"))
    .flatMap((info) => children(info, "X509Data"))
    .flatMap((data) => [data["X509Certificate"]].flat())
    .map((certificate) => asPem(textOf(certificate)))

const redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"

/** Reads metadata of one identity provider (bare or in an EntitiesDescriptor); refuses anything else, and any DOCTYPE. */
export const readMetadata = (xml: string): SamlMetadata => {
  const bad = () => new StytchFailure("invalid_xml_from_saml_metadata_url")
  if (/<!DOCTYPE/i.test(xml)) throw bad()
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    removeNSPrefix: true,
    parseTagValue: false,
  })
  let document: unknown
  try {
    document = parser.parse(xml, true)
  } catch {
    throw bad()
  }
  if (!isNode(document)) throw bad()
  const entities = [
    ...children(document, "EntityDescriptor"),
    ...children(document, "EntitiesDescriptor").flatMap((all) => children(all, "EntityDescriptor")),
  ]
  const entity = entities.find((each) => children(each, "IDPSSODescriptor").length > 0)
  const idp = entity && children(entity, "IDPSSODescriptor")[0]
  if (!idp) throw bad()
  const services = children(idp, "SingleSignOnService")
  const service = services.find((each) => each["@Binding"] === redirect) ?? services[0]
  const metadata = {
    idp_entity_id: textOf(entity["@entityID"]),
    idp_sso_url: textOf(service?.["@Location"]),
    certificates: certificatesIn(idp),
  }
  if (!metadata.idp_entity_id || !URL.canParse(metadata.idp_sso_url) || metadata.certificates.length === 0) throw bad()
  return metadata
}

/** Who issued a certificate and until when it is good; refuses what is no certificate. */
export const readCertificate = (pem: string): { issuer: string; expires: number } => {
  try {
    const { issuer, validTo } = new X509Certificate(pem)
    return { issuer: /CN=(.*)/.exec(issuer)?.[1] ?? issuer, expires: Date.parse(validTo) }
  } catch {
    throw new StytchFailure("invalid_x509_certificate")
  }
}
