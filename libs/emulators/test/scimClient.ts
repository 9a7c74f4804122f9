import type { B2BClient } from "stytch"

/** A resource or a message of SCIM, as far as the tests look into it. */
export interface ScimAnswer {
  readonly status: number
  readonly type: string
  readonly location: string | null
  readonly body: {
    readonly id: string
    readonly totalResults: number
    readonly itemsPerPage: number
    readonly scimType?: string
    readonly Resources: ReadonlyArray<{ readonly id: string; readonly [name: string]: unknown }>
    readonly [name: string]: unknown
  }
}

/** Asks a SCIM server below a base URL as an identity provider does. */
export const scimClient =
  (baseUrl: string, token: string) =>
  async (method: string, path: string, body?: object): Promise<ScimAnswer> => {
    const answer = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/scim+json",
        accept: "application/scim+json",
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    const type = answer.headers.get("content-type") ?? ""
    return { status: answer.status, type, location: answer.headers.get("location"), body: JSON.parse(text || "{}") }
  }

/** A SCIM connection of an organization, and the client of its identity provider. */
export const connectScim = async (client: B2BClient, organization_id: string, identity_provider = "generic") => {
  const { connection } = await client.scim.connection.create({ organization_id, identity_provider })
  const { connection_id = "", base_url = "", bearer_token = "" } = connection ?? {}
  return { connection_id, base_url, bearer_token, scim: scimClient(base_url, bearer_token) }
}

export const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User"
export const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
export const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"
export const patchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

export const patch = (...Operations: ReadonlyArray<object>) => ({ schemas: [patchOp], Operations })
