import type { ScimObject } from "../ScimRecords.ts"
import { maximumResults } from "./ScimLists.ts"
import { enterpriseSchema, groupKind, groupSchema, userKind, userSchema } from "./ScimSchemas.ts"
import type { ResourceKind, Schema } from "./ScimSchemas.ts"

const located = (resourceType: string, location: string) => ({ meta: { resourceType, location } })

/** What this server offers and what it refuses (RFC 7643, section 5). */
export const serviceProviderConfig = (baseUrl: string): ScimObject => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: maximumResults },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: false },
  authenticationSchemes: [
    {
      type: "oauthbearertoken",
      name: "Bearer token",
      description: "The connection's token in the Authorization header",
      primary: true,
    },
  ],
  ...located("ServiceProviderConfig", `${baseUrl}/ServiceProviderConfig`),
})

const resourceType = (baseUrl: string, { schema, endpoint, extensions }: ResourceKind): ScimObject => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
  id: schema.name,
  name: schema.name,
  description: schema.description,
  endpoint,
  schema: schema.id,
  schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })),
  ...located("ResourceType", `${baseUrl}/ResourceTypes/${schema.name}`),
})

export const resourceTypes = (baseUrl: string): ReadonlyArray<ScimObject> =>
  [userKind, groupKind].map((kind) => resourceType(baseUrl, kind))

const schemaResource = (baseUrl: string, schema: Schema): ScimObject => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
  ...schema,
  ...located("Schema", `${baseUrl}/Schemas/${schema.id}`),
})

export const schemas = (baseUrl: string): ReadonlyArray<ScimObject> =>
  [userSchema, groupSchema, enterpriseSchema].map((schema) => schemaResource(baseUrl, schema))
