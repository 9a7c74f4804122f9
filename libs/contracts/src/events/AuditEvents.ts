import * as Schema from "effect/Schema"
import { OrganizationId } from "../Ids.ts"
import { defineEvent } from "./Envelope.ts"

/** Who did something: a member, an organization's API client, the vendor's staff, an outside provider, or the product itself. */
export const AuditActor = Schema.Struct({
  kind: Schema.Literals(["member", "api_client", "operator", "provider", "system"]),
  id: Schema.String,
})
export type AuditActor = typeof AuditActor.Type

export const AuditEntry = Schema.Struct({
  organizationId: OrganizationId,
  actor: AuditActor,
  /** `<subject>.<past tense>`, such as `project.archived`. */
  action: Schema.String,
  target: Schema.Struct({ type: Schema.String, id: Schema.String }),
  /** The caller's address, where there was a request. */
  ip: Schema.optionalKey(Schema.String),
  /** Small facts that help a reader, such as the old and the new role; no secrets, no texts that people wrote. */
  details: Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Finite, Schema.Boolean, Schema.Null])),
})
export type AuditEntry = typeof AuditEntry.Type

const auditRecorded = <const Context extends string>(context: Context) =>
  defineEvent({
    type: `${context}.audit.recorded.v1`,
    source: `tango.${context}`,
    description: "Somebody did something that an auditor may ask about; identity keeps the log of all contexts.",
    personalData: "the caller's network address, where there was a request",
    data: AuditEntry,
    example: {
      organizationId: "organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62",
      actor: { kind: "member", id: "member-test-32fc5024-9c09-4da3-bd2e-c9ce4da9375f" },
      action: "example.changed",
      target: { type: "example", id: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c" },
      details: { from: "one", to: "another" },
    },
  })

export const BillingAuditRecorded = auditRecorded("billing")
export const EntitlementsAuditRecorded = auditRecorded("entitlements")
export const NotificationsAuditRecorded = auditRecorded("notifications")
export const ProjectsAuditRecorded = auditRecorded("projects")
