import { serviceNames } from "@tango/contracts/Topology"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { serviceEnvironment } from "../Environment.ts"
import { type Where, whereOf } from "../operations/Where.ts"
import { portsAt } from "../Ports.ts"
import type { endpoints } from "../stack/Endpoints.ts"
import { always } from "./Configuration.ts"
import type { Variables } from "./Finding.ts"

/** What the doctor looks at. */
export interface Patient {
  readonly name: string
  readonly env: Variables
  /** Where it is deployed; undefined before it is, when there are only variables. */
  readonly where: Where | undefined
  /** The addresses of the databases that can be asked from here, by service. */
  readonly databases: Readonly<Record<string, string>>
}

const standardPostgres = portsAt(0).postgres

const localStack = (file: string, env: Variables): Patient => {
  const { gateway, postgres }: ReturnType<typeof endpoints> = JSON.parse(readFileSync(file, "utf8"))
  const ports = portsAt(postgres.port - standardPostgres)
  const told = serviceNames.map((service) => serviceEnvironment(service, ports))
  return {
    name: `the local stack at ${gateway}`,
    env: Object.assign({}, ...told, { PUBLIC_URL: gateway, SERVICE_NAME: undefined }),
    where: whereOf(undefined, { TANGO_DATA_DIR: env["TANGO_DATA_DIR"] }),
    databases: Object.fromEntries(
      Object.entries(postgres.databases).map(([service, { systemUrl }]) => [service, systemUrl]),
    ),
  }
}

/**
 * With the name of an environment, that one as it is deployed; without it the variables that are set, and where none is, the running
 * local stack. Undefined where there is nothing to look at.
 */
export const patientOf = (environment: string | undefined, env: Variables): Patient | undefined => {
  const { DATABASE_SYSTEM_URL, SERVICE_NAME } = env
  const databases = DATABASE_SYSTEM_URL && SERVICE_NAME ? { [SERVICE_NAME]: DATABASE_SYSTEM_URL } : {}
  if (environment !== undefined) return { name: environment, env, where: whereOf(environment, env), databases }
  if (always.some((variable) => env[variable])) {
    return { name: env["TANGO_ENV"] || "production", env, where: undefined, databases }
  }
  const file = join(env["TANGO_DATA_DIR"] ?? ".local", "endpoints.json")
  return existsSync(file) ? localStack(file, env) : undefined
}
