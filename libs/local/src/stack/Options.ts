import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Topology } from "../Topology.ts"

export interface StackOptions {
  /** The repository. */
  readonly root: string
  readonly dataDir: string
  /** Added to every port. */
  readonly portOffset: number
  readonly topology: Topology
  /** Whether to build and serve the web app in `web`. */
  readonly web: boolean
  readonly say: (line: string) => void
}

export const serverEntry = (service: string) => `services/${service}/src/main.ts`
export const migrateEntry = (service: string) => `services/${service}/src/migrate.ts`
export const catalogEntry = "services/billing/src/catalog.ts"

/** Throws when the topology names something that is not in the repository: a stack without a part of it would mislead. */
export const requireEntries = ({ root, topology, web }: StackOptions): void => {
  const services = topology.serviceRoutes.map(({ service }) => service)
  const needed = [
    ...services.flatMap((service) => [serverEntry(service), migrateEntry(service)]),
    ...(services.includes("billing") ? [catalogEntry] : []),
    ...[...topology.consumerRoutes, ...topology.directRoutes, ...topology.webhookRoutes, ...topology.jobRoutes].map(
      ({ entry }) => entry,
    ),
    ...(web ? ["web/index.html"] : []),
  ]
  const missing = needed.filter((file) => !existsSync(join(root, file)))
  if (missing.length > 0) throw new Error(`The topology names files that are not there: ${missing.join(", ")}`)
}
