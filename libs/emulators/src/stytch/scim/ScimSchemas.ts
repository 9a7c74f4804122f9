/** An attribute in the form in which RFC 7643 (section 7) describes them. */
export interface Attribute {
  readonly name: string
  readonly type: "string" | "boolean" | "complex" | "reference" | "binary" | "dateTime"
  readonly multiValued: boolean
  readonly description: string
  readonly required: boolean
  readonly caseExact: boolean
  readonly mutability: "readWrite" | "readOnly" | "writeOnly" | "immutable"
  readonly returned: "always" | "default" | "request" | "never"
  readonly uniqueness: "none" | "server"
  readonly subAttributes?: ReadonlyArray<Attribute>
}

export interface Schema {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly attributes: ReadonlyArray<Attribute>
}

const attribute = (name: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  type: "string",
  multiValued: false,
  description: "",
  required: false,
  caseExact: false,
  mutability: "readWrite",
  returned: "default",
  uniqueness: "none",
  ...more,
})

const texts = (...names: ReadonlyArray<string>) => names.map((name) => attribute(name))

const complex = (name: string, subAttributes: ReadonlyArray<Attribute>, more: Partial<Attribute> = {}): Attribute =>
  attribute(name, { type: "complex", subAttributes, ...more })

const plural = (name: string): Attribute =>
  complex(name, [...texts("value", "display", "type"), attribute("primary", { type: "boolean" })], {
    multiValued: true,
  })

const readOnly = { mutability: "readOnly" } as const

const meta = complex(
  "meta",
  [
    attribute("resourceType", readOnly),
    attribute("created", { type: "dateTime", ...readOnly }),
    attribute("lastModified", { type: "dateTime", ...readOnly }),
    attribute("location", { type: "reference", ...readOnly }),
  ],
  readOnly,
)

/** What every resource has. */
const common: ReadonlyArray<Attribute> = [
  attribute("id", { caseExact: true, returned: "always", uniqueness: "server", ...readOnly }),
  attribute("externalId", { caseExact: true }),
  attribute("schemas", { type: "reference", multiValued: true, caseExact: true, returned: "always", ...readOnly }),
  meta,
]

const addressParts = texts("formatted", "streetAddress", "locality", "region", "postalCode", "country", "type")

export const userSchema: Schema = {
  id: "urn:ietf:params:scim:schemas:core:2.0:User",
  name: "User",
  description: "A person, who becomes a member of the organization",
  attributes: [
    attribute("userName", { required: true, uniqueness: "server" }),
    complex("name", texts("formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix")),
    ...texts("displayName", "nickName", "profileUrl", "title", "userType", "preferredLanguage", "locale", "timezone"),
    attribute("active", { type: "boolean" }),
    attribute("password", { mutability: "writeOnly", returned: "never" }),
    plural("emails"),
    plural("phoneNumbers"),
    plural("ims"),
    plural("photos"),
    complex("addresses", [...addressParts, attribute("primary", { type: "boolean" })], { multiValued: true }),
    complex("groups", [attribute("value"), attribute("$ref", { type: "reference" }), ...texts("display", "type")], {
      multiValued: true,
      ...readOnly,
    }),
    plural("entitlements"),
    plural("roles"),
    plural("x509Certificates"),
  ],
}

export const enterpriseSchema: Schema = {
  id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  name: "EnterpriseUser",
  description: "What an employer knows of a person",
  attributes: [
    ...texts("employeeNumber", "costCenter", "organization", "division", "department"),
    complex("manager", [
      attribute("value"),
      attribute("$ref", { type: "reference" }),
      attribute("displayName", { mutability: "readOnly" }),
    ]),
  ],
}

export const groupSchema: Schema = {
  id: "urn:ietf:params:scim:schemas:core:2.0:Group",
  name: "Group",
  description: "People, to whom roles can be given together",
  attributes: [
    attribute("displayName", { required: true }),
    complex(
      "members",
      [
        attribute("value", { mutability: "immutable" }),
        attribute("$ref", { type: "reference", mutability: "immutable" }),
        attribute("type", { mutability: "immutable" }),
        attribute("display"),
      ],
      { multiValued: true },
    ),
  ],
}

/** A kind of resource: its attributes, those of its extensions under the extension's URN. */
export interface ResourceKind {
  readonly schema: Schema
  readonly extensions: ReadonlyArray<Schema>
  readonly endpoint: string
  readonly attributes: ReadonlyArray<Attribute>
}

const kind = (endpoint: string, schema: Schema, extensions: ReadonlyArray<Schema>): ResourceKind => ({
  schema,
  extensions,
  endpoint,
  attributes: [...common, ...schema.attributes, ...extensions.map(({ id, attributes }) => complex(id, attributes))],
})

export const userKind = kind("/Users", userSchema, [enterpriseSchema])
export const groupKind = kind("/Groups", groupSchema, [])

export const findAttribute = (attributes: ReadonlyArray<Attribute> | undefined, name: string): Attribute | undefined =>
  attributes?.find((each) => each.name.toLowerCase() === name.toLowerCase())
