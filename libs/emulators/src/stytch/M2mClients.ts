import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import type { M2MClient, M2MSearchQuery } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { mergeMetadata } from "./Metadata.ts"
import { newId } from "./Project.ts"
import type { Project } from "./Project.ts"

/** An API client as it is kept: of its secrets only the hashes, because each is shown once. */
export interface M2mRecord extends M2MClient {
  readonly secretHash: string
  readonly nextSecretHash?: string
}

/** What may be said of a client when it is made or changed. */
export interface M2mFields {
  client_name?: string
  client_description?: string
  status?: string
  scopes?: Array<string>
  trusted_metadata?: Record<string, unknown>
}

const hash = (secret: string) => createHash("sha256").update(secret).digest("base64")
const newSecret = () => randomBytes(39).toString("base64url")
const lastFour = (secret: string) => secret.slice(-4)

/** The client as the API shows it. */
export const asM2mClient = (record: M2mRecord): M2MClient => {
  const { secretHash: _, nextSecretHash: __, ...client } = record
  return client
}

export const findClient = (project: Project, id: string): M2mRecord => {
  const found = project.m2mClients.get(id)
  if (!found) throw new StytchFailure("m2m_client_not_found")
  return found
}

const checkFields = ({ client_name = "", client_description = "", scopes = [], status = "active" }: M2mFields) => {
  if (client_name.length > 128) throw new StytchFailure("m2m_client_invalid_client_name")
  if (client_description.length > 500) throw new StytchFailure("m2m_client_invalid_client_description")
  if (scopes.length > 500) throw new StytchFailure("too_many_m2m_client_scopes")
  if (!scopes.every((scope) => typeof scope === "string" && /^[\x21-\x7e]{1,128}$/.test(scope)))
    throw new StytchFailure("invalid_m2m_client_scope")
  if (!["active", "inactive"].includes(status)) throw new StytchFailure("invalid_m2m_client_status")
}

const checkSecret = (secret: string) => {
  if (secret.length < 8 || secret.length > 72) throw new StytchFailure("m2m_client_invalid_client_secret")
  if (new Set(secret).size < 6) throw new StytchFailure("insecure_m2m_client_secret")
}

/** Makes a client; the secret that comes with it is told nowhere else. */
export const createClient = (
  project: Project,
  fields: M2mFields & { client_id?: string; client_secret?: string },
): M2MClient & { client_secret: string } => {
  checkFields(fields)
  const { client_id = newId("m2m-client"), client_secret = newSecret() } = fields
  if (!/^[\w.~:-]{1,128}$/.test(client_id)) throw new StytchFailure("m2m_client_invalid_client_id")
  if (project.m2mClients.get(client_id)) throw new StytchFailure("duplicate_m2m_client_id")
  checkSecret(client_secret)
  const stored = project.m2mClients.put(client_id, {
    client_id,
    client_name: fields.client_name ?? "",
    client_description: fields.client_description ?? "",
    status: "active",
    scopes: [...new Set(fields.scopes)],
    client_secret_last_four: lastFour(client_secret),
    trusted_metadata: mergeMetadata({}, fields.trusted_metadata),
    next_client_secret_last_four: "",
    secretHash: hash(client_secret),
  })
  return { ...asM2mClient(stored), client_secret }
}

export const updateClient = (project: Project, before: M2mRecord, fields: M2mFields): M2MClient => {
  checkFields(fields)
  const stored = project.m2mClients.put(before.client_id, {
    ...before,
    client_name: fields.client_name ?? before.client_name,
    client_description: fields.client_description ?? before.client_description,
    status: fields.status ?? before.status,
    scopes: fields.scopes ? [...new Set(fields.scopes)] : before.scopes,
    trusted_metadata: mergeMetadata(before.trusted_metadata, fields.trusted_metadata),
  })
  return asM2mClient(stored)
}

/** A second secret beside the first: both work until the rotation is completed or cancelled. */
export const startRotation = (project: Project, before: M2mRecord): M2MClient & { next_client_secret: string } => {
  if (before.nextSecretHash) throw new StytchFailure("m2m_client_already_rotating_secret")
  const next_client_secret = newSecret()
  const stored = project.m2mClients.put(before.client_id, {
    ...before,
    nextSecretHash: hash(next_client_secret),
    next_client_secret_last_four: lastFour(next_client_secret),
  })
  return { ...asM2mClient(stored), next_client_secret }
}

/** Ends a rotation: with the new secret alone, or with the old one alone. */
export const endRotation = (project: Project, before: M2mRecord, keep: "next" | "first"): M2MClient => {
  const { nextSecretHash, ...rest } = before
  if (!nextSecretHash) throw new StytchFailure("m2m_client_not_rotating_secret")
  const chosen = {
    secretHash: nextSecretHash,
    client_secret_last_four: before.next_client_secret_last_four ?? "",
  }
  const after = { ...rest, ...(keep === "next" ? chosen : {}), next_client_secret_last_four: "" }
  return asM2mClient(project.m2mClients.put(before.client_id, after))
}

export const isSecretOf = ({ secretHash, nextSecretHash }: M2mRecord, secret: string): boolean =>
  [secretHash, nextSecretHash].some(
    (known) => known !== undefined && timingSafeEqual(Buffer.from(known), Buffer.from(hash(secret))),
  )

const operandHolds = (
  client: M2mRecord,
  { filter_name, filter_value }: { filter_name: string; filter_value: unknown },
) => {
  const actual = { client_id: [client.client_id], client_name: [client.client_name], scopes: client.scopes }[
    filter_name
  ]
  if (!actual) throw new StytchFailure("m2m_search_filter_name_not_recognized")
  if (!Array.isArray(filter_value)) throw new StytchFailure("m2m_search_expected_array_of_strings")
  return filter_value.some((value) => actual.includes(String(value)))
}

export const clientMatches = (client: M2mRecord, query: M2MSearchQuery | undefined): boolean => {
  const results = (query?.operands ?? []).map((operand) => operandHolds(client, operand))
  if (results.length === 0) return true
  return query?.operator === "OR" ? results.includes(true) : !results.includes(false)
}
