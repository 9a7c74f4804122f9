import { freePort } from "@tango/local/FreePort"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as pause } from "node:timers/promises"
import { onTestFinished } from "vitest"
import type { ServiceUnderTest } from "./ServiceUnderTest.ts"
import { root } from "./world/Root.ts"

/** One process of a service on a port of its own, as ECS starts a task; it ends with the test at the latest. */
export interface ServiceProcess {
  readonly port: number
  /** SIGTERM; gives the exit code, null where it was killed. */
  stop(): Promise<unknown>
}

/** Starts one beside a service under test, on its database: there when it says that it is ready, within 30 seconds. */
export const startServiceProcess = async ({ env }: ServiceUnderTest): Promise<ServiceProcess> => {
  const port = await freePort()
  const name = env["SERVICE_NAME"] ?? ""
  const program = ["--import", `${root}libs/local/src/jsx.ts`, `${root}services/${name}/src/main.ts`]
  const child = spawn(process.execPath, program, {
    cwd: root,
    // There is no bus: what happens to a service's port is not a matter of its events.
    env: {
      ...env,
      PORT: String(port),
      HOST: "127.0.0.1",
      EVENT_BUS_NAME: "tango",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    },
    stdio: ["ignore", "ignore", "inherit"],
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  const ready = async () =>
    (await fetch(`http://127.0.0.1:${port}/api/${name}/health/ready`).catch(() => undefined))?.ok === true
  for (const deadline = Date.now() + 30_000; !(await ready()); await pause(50))
    if (Date.now() > deadline || child.exitCode !== null) throw new Error(`${name} did not become ready`)
  return {
    port,
    stop: async () => {
      child.kill("SIGTERM")
      const [code] = await once(child, "exit")
      return code
    },
  }
}
