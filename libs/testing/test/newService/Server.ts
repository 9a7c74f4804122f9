import { testDatabase } from "@tango/testing/Database"
import { type Issuer, startIssuer } from "@tango/testing/Issuer"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
import type { Copy } from "./Copy.ts"

/** A service's own process, on a database that its own migrations made. */
export interface Server {
  readonly url: string
  readonly issuer: Issuer
  stop(): Promise<void>
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  return typeof address === "object" && address !== null ? address.port : 0
}

/** Nobody listens here: events wait in the outbox. */
const nowhere = "http://127.0.0.1:9"

export const startServer = async (copy: Copy, service: string): Promise<Server> => {
  const [database, issuer, port] = await Promise.all([testDatabase(service), startIssuer(), freePort()])
  const env = {
    ...copy.env,
    TANGO_ENV: "local",
    SERVICE_NAME: service,
    HOST: "127.0.0.1",
    PORT: String(port),
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    STYTCH_PROJECT_ID: issuer.projectId,
    STYTCH_BASE_URL: issuer.url,
    EVENT_BUS_NAME: "tango",
    AWS_ENDPOINT_URL: nowhere,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  }
  const start = (file: string) => {
    const child = spawn("node", [`services/${service}/src/${file}`], { cwd: copy.folder, env, stdio: "pipe" })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()))
    return { child, ended: once(child, "exit"), output: () => output }
  }
  const migration = start("migrate.ts")
  if ((await migration.ended)[0] !== 0) throw new Error(`The migration failed:\n${migration.output()}`)
  const server = start("main.ts")
  const stop = async () => {
    server.child.kill("SIGTERM")
    await server.ended
    await issuer.close()
  }
  const url = `http://127.0.0.1:${port}`
  const deadline = Date.now() + 30_000
  const ready = () =>
    fetch(`${url}/api/${service}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await ready())) {
    if (Date.now() < deadline && server.child.exitCode === null) await pause(50)
    else {
      await stop()
      throw new Error(`The server is not ready:\n${server.output()}`)
    }
  }
  return { url, issuer, stop }
}
