import type { ServiceName } from "@tango/contracts/Topology"

/** Whoever decides about the grants of a kind of resource: one for each. All that is not named here is entitlements' own. */
const authorities: Readonly<Record<string, ServiceName>> = { project: "projects", attachment: "projects" }

/** The other service that shares resources of this type. */
export const managedBy = (type: string): ServiceName | undefined => authorities[type]
