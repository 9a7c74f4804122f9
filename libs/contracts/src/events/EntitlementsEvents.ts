import * as Schema from "effect/Schema"
import { MemberId, OrganizationId, ResourceRef } from "../Ids.ts"
import { Feature, LimitName, Limits, MeteredFeature, PlanName } from "../Plans.ts"
import { Role } from "../Permissions.ts"
import { TimestampText } from "../Timestamp.ts"
import { defineEvent } from "./Envelope.ts"

export const OrganizationEntitlementsChanged = defineEvent({
  type: "entitlements.organization.changed.v1",
  source: "tango.entitlements",
  description: "What an organization may do is another; the data is all of it, not the difference.",
  data: Schema.Struct({
    organizationId: OrganizationId,
    plan: PlanName,
    features: Schema.Array(Feature),
    limits: Limits,
    /** Features and limits whose value is the vendor's exception and not the plan's. */
    overridden: Schema.optionalKey(Schema.Array(Schema.String)),
  }),
  example: {
    organizationId: "organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62",
    plan: "pro",
    features: ["audit_log_export"],
    limits: { projects: 100, seats: null, storageBytes: 107374182400, apiCallsPerMonth: 100000 },
  },
})

/** What somebody is to a resource, strongest first. */
export const Relation = Schema.Literals(["owner", "editor", "viewer"])
export type Relation = typeof Relation.Type

/** Who holds a grant: one member, everybody of a role, or the whole organization. */
export const Grantee = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("member"), memberId: MemberId }),
  Schema.Struct({ kind: Schema.Literal("role"), role: Role }),
  Schema.Struct({ kind: Schema.Literal("organization") }),
])
export type Grantee = typeof Grantee.Type

const grant = {
  organizationId: OrganizationId,
  grantId: Schema.String,
  resource: ResourceRef,
  grantee: Grantee,
  relation: Relation,
}
const grantExample = {
  organizationId: "organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62",
  grantId: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c",
  resource: { type: "project", id: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2d" },
  grantee: { kind: "member" as const, memberId: "member-test-32fc5024-9c09-4da3-bd2e-c9ce4da9375f" },
  relation: "editor" as const,
}

export const GrantCreated = defineEvent({
  type: "entitlements.grant.created.v1",
  source: "tango.entitlements",
  description:
    "Somebody has a relation to a resource; a second one for the same grantee and resource replaces the first.",
  data: Schema.Struct({ ...grant, actorId: Schema.String }),
  example: { ...grantExample, actorId: "member-test-7a1f5b1e-6a0b-4b52-8e53-d3a0a4f2a111" },
})

export const GrantRevoked = defineEvent({
  type: "entitlements.grant.revoked.v1",
  source: "tango.entitlements",
  description: "A grant is no more.",
  data: Schema.Struct({ ...grant, actorId: Schema.String }),
  example: { ...grantExample, actorId: "member-test-7a1f5b1e-6a0b-4b52-8e53-d3a0a4f2a111" },
})

const resource = { organizationId: OrganizationId, resource: ResourceRef }
const resourceExample = { organizationId: grantExample.organizationId, resource: grantExample.resource }

export const ResourceChanged = defineEvent({
  type: "entitlements.resource.changed.v1",
  source: "tango.entitlements",
  description: "A resource that grants can be about exists, or is inside of another one now.",
  data: Schema.Struct({ ...resource, parent: Schema.NullOr(ResourceRef) }),
  example: { ...resourceExample, parent: { type: "folder", id: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2f" } },
})

export const ResourceRemoved = defineEvent({
  type: "entitlements.resource.removed.v1",
  source: "tango.entitlements",
  description: "A resource is no more, and nobody is anything to it.",
  data: Schema.Struct(resource),
  example: resourceExample,
})

export const UsageRecorded = defineEvent({
  type: "entitlements.usage.recorded.v1",
  source: "tango.entitlements",
  description: "A metered feature was used; `amount` is negative when it is given back. `key` names the use, once.",
  data: Schema.Struct({
    organizationId: OrganizationId,
    feature: MeteredFeature,
    amount: Schema.Int,
    recordedAt: TimestampText,
    key: Schema.String,
  }),
  example: {
    organizationId: grantExample.organizationId,
    feature: "apiCalls",
    amount: 1,
    recordedAt: "2026-11-22T10:00:00.000Z",
    key: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2e",
  },
})

export const LimitApproached = defineEvent({
  type: "entitlements.limit.approached.v1",
  source: "tango.entitlements",
  description: "80 or 100 percent of a limit are used: told once in a period, and again after there was room.",
  data: Schema.Struct({
    organizationId: OrganizationId,
    limitName: LimitName,
    limit: Schema.Int,
    used: Schema.Int,
    percent: Schema.Literals([80, 100]),
  }),
  example: {
    organizationId: grantExample.organizationId,
    limitName: "projects",
    limit: 100,
    used: 80,
    percent: 80,
  },
})
