import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

const id = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_-]{1,128}$/u))

/** Stytch's organization id, which is the tenant's id in every service: `organization-test-<uuid>` or `organization-live-<uuid>`. */
export const OrganizationId = id.pipe(Schema.brand("OrganizationId"))
export type OrganizationId = typeof OrganizationId.Type

/** Stytch's member id; the same person has one in each organization. */
export const MemberId = id.pipe(Schema.brand("MemberId"))
export type MemberId = typeof MemberId.Type

/** Stytch's id of an organization's API client: `m2m-client-test-<uuid>` or `m2m-client-live-<uuid>`. */
export const ApiClientId = id.check(Schema.isStartingWith("m2m-client-")).pipe(Schema.brand("ApiClientId"))
export type ApiClientId = typeof ApiClientId.Type

/** Stytch's id of an SSO or SCIM connection: `saml-connection-…`, `oidc-connection-…`, `scim-connection-…`. */
export const ConnectionId = id.pipe(Schema.brand("ConnectionId"))
export type ConnectionId = typeof ConnectionId.Type

/** Who did something: a member's id, or an API client's, which its `m2m-client-` tells. */
export const ActorId = id.pipe(Schema.brand("ActorId"))
export type ActorId = typeof ActorId.Type

/** UUIDv7. */
export const ProjectId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("ProjectId"))
export type ProjectId = typeof ProjectId.Type

/** What a grant is about: a kind and an id, such as `project/019ab3f2-…`. */
export const ResourceRef = Schema.Struct({
  type: Schema.String.check(Schema.isPattern(/^[a-z][a-z_]{0,62}$/u)),
  id: Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_-]{1,128}$/u)),
})
export type ResourceRef = typeof ResourceRef.Type

/** Stripe's Checkout session id: `cs_test_…` or `cs_live_…`. */
export const CheckoutSessionId = Schema.String.check(Schema.isPattern(/^cs_[A-Za-z0-9_]{1,128}$/u)).pipe(
  Schema.brand("CheckoutSessionId"),
)
export type CheckoutSessionId = typeof CheckoutSessionId.Type

/** An e-mail address of at most 254 characters, trimmed and in lower case. */
export const EmailAddress = Schema.String.pipe(
  Schema.decode({
    decode: SchemaGetter.transform((text) => text.trim().toLowerCase()),
    encode: SchemaGetter.passthrough(),
  }),
).check(Schema.isMaxLength(254), Schema.isPattern(/^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/u))

/** A name that people read: 1 to 100 characters, trimmed, without control characters and halves of characters. */
export const DisplayName = Schema.Trim.check(
  Schema.isMinLength(1),
  Schema.isMaxLength(100),
  Schema.isPattern(/^[^\u0000-\u001f\u007f\p{Cs}]*$/u),
)
