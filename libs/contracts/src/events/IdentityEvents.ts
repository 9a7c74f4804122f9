import * as Schema from "effect/Schema"
import { ApiClientId, MemberId, OrganizationId } from "../Ids.ts"
import { Role } from "../Permissions.ts"
import { defineEvent } from "./Envelope.ts"

const source = "tango.identity"
const organizationExample = {
  organizationId: "organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62",
  name: "Analytical Engines",
  slug: "analytical-engines",
  region: "us-east-1",
  logoUrl: "https://app.example.com/api/identity/logos/organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62/5f0c",
}
const organization = {
  organizationId: OrganizationId,
  name: Schema.String,
  slug: Schema.String,
  region: Schema.String,
  /** Where anybody can fetch the logo, as mail programs do; null without one, absent when nothing is said of it. */
  logoUrl: Schema.optionalKey(Schema.NullOr(Schema.String)),
}

export const OrganizationCreated = defineEvent({
  type: "identity.organization.created.v1",
  source,
  description: "An organization exists.",
  data: Schema.Struct(organization),
  example: organizationExample,
})

export const OrganizationUpdated = defineEvent({
  type: "identity.organization.updated.v1",
  source,
  description: "An organization's name, slug or logo is another.",
  data: Schema.Struct(organization),
  example: organizationExample,
})

export const OrganizationDeleted = defineEvent({
  type: "identity.organization.deleted.v1",
  source,
  description: "An organization is no more: what belongs to it may go.",
  data: Schema.Struct({ organizationId: OrganizationId, region: Schema.String }),
  example: { organizationId: organizationExample.organizationId, region: organizationExample.region },
})

const personalData = "the member's e-mail address and name, which consumers write to"

const member = {
  memberId: MemberId,
  organizationId: OrganizationId,
  organizationName: Schema.String,
  email: Schema.String,
  name: Schema.String,
  role: Role,
}
const memberExample = {
  memberId: "member-test-32fc5024-9c09-4da3-bd2e-c9ce4da9375f",
  organizationId: organizationExample.organizationId,
  organizationName: organizationExample.name,
  email: "ada@example.com",
  name: "Ada Lovelace",
  role: "admin" as const,
}

export const MemberInvited = defineEvent({
  type: "identity.member.invited.v1",
  source,
  description: "A person has been invited and has not yet accepted.",
  personalData,
  data: Schema.Struct(member),
  example: memberExample,
})

export const MemberJoined = defineEvent({
  type: "identity.member.joined.v1",
  source,
  description: "A person has become an active member for the first time.",
  personalData,
  data: Schema.Struct(member),
  example: memberExample,
})

export const MemberUpdated = defineEvent({
  type: "identity.member.updated.v1",
  source,
  description: "A member's name or address is another.",
  personalData,
  data: Schema.Struct(member),
  example: memberExample,
})

export const MemberRoleChanged = defineEvent({
  type: "identity.member.role-changed.v1",
  source,
  description: "A member has another role.",
  personalData,
  data: Schema.Struct({ ...member, previousRole: Role }),
  example: { ...memberExample, previousRole: "member" as const },
})

export const MemberDeactivated = defineEvent({
  type: "identity.member.deactivated.v1",
  source,
  description: "A person is no longer a member.",
  personalData,
  data: Schema.Struct(member),
  example: memberExample,
})

export const MemberReactivated = defineEvent({
  type: "identity.member.reactivated.v1",
  source,
  description: "A person who was deactivated is an active member again.",
  personalData,
  data: Schema.Struct(member),
  example: memberExample,
})

export const SessionRevoked = defineEvent({
  type: "identity.session.revoked.v1",
  source,
  description: "A member's session, or all of them when `sessionId` is null, ended before its time.",
  data: Schema.Struct({
    organizationId: OrganizationId,
    memberId: MemberId,
    sessionId: Schema.NullOr(Schema.String),
    reason: Schema.Literals(["log_out", "revoked", "role_changed", "deactivated", "credentials_changed"]),
  }),
  example: {
    organizationId: organizationExample.organizationId,
    memberId: memberExample.memberId,
    sessionId: "session-test-3f3b3f44-4f0c-4d5f-9c4e-0f9e8d7c6b5a",
    reason: "revoked",
  },
})

export const ApiClientRevoked = defineEvent({
  type: "identity.client.revoked.v1",
  source,
  description: "An API client is to be refused from now on, whatever token it still has.",
  data: Schema.Struct({ organizationId: OrganizationId, clientId: ApiClientId }),
  example: {
    organizationId: organizationExample.organizationId,
    clientId: "m2m-client-test-9f1c2d3e-4a5b-4c6d-8e7f-0a1b2c3d4e5f",
  },
})

const exportId = "0f8c6f0a-3f0e-4c59-9d52-7f2f0f6b1a11"

export const ExportRequested = defineEvent({
  type: "identity.export.requested.v1",
  source,
  description: "An export of the audit log is to be written.",
  data: Schema.Struct({ organizationId: OrganizationId, exportId: Schema.String.check(Schema.isUUID()) }),
  example: { organizationId: organizationExample.organizationId, exportId },
})

export const ExportReady = defineEvent({
  type: "identity.export.ready.v1",
  source,
  description: "A file that a member asked for can be fetched.",
  personalData: "none: the file's name is a kind and a date",
  data: Schema.Struct({
    organizationId: OrganizationId,
    exportId: Schema.String.check(Schema.isUUID()),
    /** Who asked for it. */
    memberId: MemberId,
    kind: Schema.Literals(["audit_log"]),
    fileName: Schema.String,
  }),
  example: {
    organizationId: organizationExample.organizationId,
    exportId,
    memberId: memberExample.memberId,
    kind: "audit_log",
    fileName: "audit-log-2026-11-22.csv",
  },
})
