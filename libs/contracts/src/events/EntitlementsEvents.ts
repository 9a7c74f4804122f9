import * as Schema from "effect/Schema"
import { OrganizationId } from "../Ids.ts"
import { Feature, Limits, PlanName } from "../Plans.ts"
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
  }),
  example: {
    organizationId: "organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62",
    plan: "pro",
    features: ["audit_log_export"],
    limits: { projects: 100, seats: null, storageBytes: 107374182400 },
  },
})
