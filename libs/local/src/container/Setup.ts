import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { ensureDatabases } from "../Databases.ts"
import { emulatorAt, migrationEnvironment, serviceEnvironment } from "../Environment.ts"
import type { Ports } from "../Ports.ts"
import { applyTopology } from "../stack/ApplyTopology.ts"
import { catalogEntry, migrateEntry } from "../stack/Options.ts"
import { untilReady } from "../stack/Ready.ts"
import type { Topology } from "../Topology.ts"

interface SetupOptions {
  readonly root: string
  readonly service: string
  /** With the rows of this service alone. */
  readonly topology: Topology
  readonly ports: Ports
  readonly superuserUrl: string
  readonly databasePassword: string
}

const run = (root: string, args: ReadonlyArray<string>, environment: Readonly<Record<string, string>>) =>
  void execFileSync(process.execPath, args, { cwd: root, env: environment, stdio: "inherit" })

/** All that one service needs before it starts: its database and roles, its tables, its queues, what its providers must have. */
export const setUp = async (options: SetupOptions): Promise<void> => {
  const { root, service, topology, ports, superuserUrl, databasePassword } = options
  const databases = await ensureDatabases(superuserUrl, [service], { password: databasePassword })
  const database = databases[service]
  if (database === undefined) throw new Error(`${service} has no database`)
  run(root, [migrateEntry(service)], migrationEnvironment(service, database))
  await untilReady(`${emulatorAt(ports.aws)}/_emulator/events`, 60, new AbortController().signal)
  await applyTopology(emulatorAt(ports.aws), topology)
  const environment = serviceEnvironment(service, ports)
  if (service === "billing") run(root, [catalogEntry, "push"], environment)
  if (service === "identity") run(root, [join("libs", "local", "src", "seed.ts")], environment)
}
