import type { EventBridgeClientConfig } from "@aws-sdk/client-eventbridge"
import { eventBusName } from "@tango/contracts/Topology"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** Where an operation works: names there, and how its clients of AWS reach it. */
export interface Where {
  /** Before every name of a rule, queue and archive. */
  readonly prefix: string
  /** The bus, and the archive of the same name. */
  readonly bus: string
  readonly client: Pick<EventBridgeClientConfig, "endpoint" | "region" | "credentials">
  /** The address of a service's rows in the system role; undefined where nobody told. */
  readonly systemUrl: (service: string) => string | undefined
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * With the name of an environment, the account of AWS that the SDK's own variables and profiles mean (and AWS_ENDPOINT_URL, if set);
 * a service's rows are then at DATABASE_SYSTEM_URL. Without one, the running local stack.
 */
export const whereOf = (environment: string | undefined, env: Env = process.env): Where => {
  const own = { client: {}, systemUrl: () => env["DATABASE_SYSTEM_URL"] }
  if (environment !== undefined) return { ...own, prefix: `${environment}-`, bus: `${environment}-${eventBusName}` }
  if (env["AWS_ENDPOINT_URL"] !== undefined) return { ...own, prefix: "", bus: eventBusName }
  const file = join(env["TANGO_DATA_DIR"] ?? ".local", "endpoints.json")
  if (!existsSync(file))
    throw new Error("Where? Name an environment with --env, or start the local stack with npm start.")
  const { aws, postgres } = JSON.parse(readFileSync(file, "utf8"))
  const { accessKeyId, secretAccessKey, region, url } = aws
  return {
    prefix: "",
    bus: eventBusName,
    client: { endpoint: url, region, credentials: { accessKeyId, secretAccessKey } },
    systemUrl: (service) => postgres.databases[service]?.systemUrl,
  }
}
