import type { AuditActor } from "@tango/contracts/events/AuditEvents"

/** The kind of object in `<source>.<object type>.<action>`. */
export const stytchKind = (providerType: string): string => providerType.split(".")[1] ?? ""

/** Who did it: the organization's identity provider by SCIM, or somebody at Stytch's API or dashboard. */
export const stytchActor = (providerType: string): AuditActor => ({
  kind: "provider",
  id: providerType.startsWith("scim.") ? "scim" : "stytch",
})
