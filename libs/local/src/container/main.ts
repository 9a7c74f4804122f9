import { resolve } from "node:path"
import { startConsole } from "../console/Console.ts"
import type { ServiceDatabase } from "../Databases.ts"
import { emulatorAt, emulatorsEnvironment } from "../Environment.ts"
import { portsAt } from "../Ports.ts"
import { startRunner } from "../runner/Runner.ts"
import { runnerOptions } from "../stack/Runner.ts"
import { topology, type Topology } from "../Topology.ts"
import { functionsOf } from "./Addresses.ts"
import { setUp } from "./Setup.ts"

/**
 * One part of the local stack as a container's process: `emulators`, `console`, or for one service `setup <service>`,
 * `functions <service>` (its Lambda functions). Runs until SIGTERM; `setup` until it is done.
 */
const [role = "", service = ""] = process.argv.slice(2)
const root = resolve(import.meta.dirname, "../../../..")
const ports = portsAt(0)
const log = (line: Readonly<Record<string, unknown>>) =>
  console.log(JSON.stringify({ timestamp: new Date().toISOString(), service: role, ...line }))

const known = topology.serviceRoutes.map((route) => route.service)
const needed = (name: string): string => {
  const value = process.env[name]
  if (value === undefined || value === "") throw new Error(`${name} is not set`)
  return value
}

/** The part of the topology that is one service's. */
const topologyOf = (name: string): Topology => {
  if (!known.includes(name)) throw new Error(`There is no service "${name}"; there are ${known.join(", ")}`)
  return {
    serviceRoutes: topology.serviceRoutes.filter((route) => route.service === name),
    webhookRoutes: topology.webhookRoutes.filter((route) => route.service === name),
    consumerRoutes: topology.consumerRoutes.filter((route) => route.consumer === name),
    directRoutes: topology.directRoutes.filter((route) => route.service === name),
    jobRoutes: topology.jobRoutes.filter((route) => route.service === name),
  }
}

type Close = () => Promise<void>

const roles: Readonly<Record<string, () => Promise<Close | undefined>>> = {
  emulators: async () => {
    // One address for all functions that rules call: they are one service's so far.
    const [{ service: owner } = { service: "" }] = topology.directRoutes
    Object.assign(process.env, emulatorsEnvironment(ports, needed("EMULATORS_DATA")), {
      LAMBDA_URL: functionsOf(ports)(owner),
    })
    await import("@tango/emulators/main")
    return undefined
  },
  setup: async () => {
    await setUp({
      root,
      service,
      topology: topologyOf(service),
      ports,
      superuserUrl: needed("POSTGRES_SUPERUSER_URL"),
      databasePassword: needed("DATABASE_PASSWORD"),
    })
    return undefined
  },
  functions: async () => {
    const database: ServiceDatabase = {
      name: "",
      ownerUrl: "",
      appUrl: needed("DATABASE_URL"),
      systemUrl: needed("DATABASE_SYSTEM_URL"),
    }
    const options = runnerOptions(root, topologyOf(service), ports, { [service]: database })
    const runner = await startRunner({ ...options, log })
    runner.warm()
    return runner.close
  },
  console: async () => {
    const page = await startConsole({
      port: ports.console,
      awsUrl: emulatorAt(ports.aws),
      resendUrl: emulatorAt(ports.resend),
      stripeUrl: emulatorAt(ports.stripe),
      runnerUrl: functionsOf(ports),
      topology,
    })
    return page.close
  },
}

try {
  const start = roles[role]
  if (start === undefined) throw new Error(`Name a part: ${Object.keys(roles).join(", ")}`)
  const close = await start()
  if (close !== undefined) {
    log({ level: "INFO", message: "started" })
    for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void close().finally(() => process.exit(0)))
  }
} catch (error) {
  console.error(`${role} ${service}: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
