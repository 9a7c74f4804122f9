import { join } from "node:path"
import { emulatorAt } from "../Environment.ts"
import { startGateway } from "../gateway/Gateway.ts"
import { portsAt } from "../Ports.ts"
import { topology } from "../Topology.ts"
import { functionsOf } from "./Addresses.ts"

/** The web app's container: the built app in WEB_FOLDER behind the gateway, which finds each service by its container's name. */
const ports = portsAt(0)
const portOf = (name: string) => topology.serviceRoutes.find((route) => route.service === name)?.localPort ?? 0

const gateway = await startGateway({
  port: ports.gateway,
  topology,
  serviceAt: (name) => ({ host: name, port: portOf(name) }),
  runnerUrl: functionsOf(ports),
  webFolder: process.env["WEB_FOLDER"] ?? join(import.meta.dirname, "web"),
  uploadOrigins: [emulatorAt(ports.aws)],
})
for (const signal of ["SIGTERM", "SIGINT"])
  process.once(signal, () => void gateway.close().finally(() => process.exit(0)))
