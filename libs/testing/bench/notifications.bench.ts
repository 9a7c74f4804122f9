import { MemberJoined } from "@tango/contracts/events/IdentityEvents"
import { makeClock } from "@tango/emulators/kit/Clock"
import { Store } from "@tango/emulators/kit/Store"
import { startResend } from "@tango/emulators/resend/Resend"
import { ensureDatabases } from "@tango/local/Databases"
import { startPostgres } from "@tango/local/Postgres"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { startIssuer } from "@tango/testing/Issuer"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync } from "node:fs"
import { Agent, createServer, get, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { forget } from "@tango/local/postgres/Account"

/**
 * What notifications costs: from an event to the provider's call (ms), e-mails per second through one consumer, open inbox streams
 * and their memory, and consumers killed by SIGKILL with the e-mails doubled. Processes of their own on a real PostgreSQL; Resend's
 * emulator in this one, without a rate limit. Prints one JSON object.
 */
const streams = 1_000
const kills = 12
const root = fileURLToPath(new URL("../../..", import.meta.url))
const service = (file: string) => join(root, "services/notifications", file)

const dataDir = mkdtempSync(join(tmpdir(), "tango-bench-"))
const postgres = await startPostgres({ dataDir, port: 0, durable: false })
const { notifications: database } = await ensureDatabases(postgres.superuserUrl, ["notifications"], {
  prefix: "bench_",
})
if (database === undefined) throw new Error("No database")
const store = new Store(":memory:")
const resend = await startResend({ port: 0, store, clock: makeClock(store), apiKey: "re_bench" })
const issuer = await startIssuer()

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
const port = await freePort()
const env = {
  PATH: process.env["PATH"] ?? "",
  HOME: process.env["HOME"] ?? "",
  TANGO_ENV: "local",
  LOG_LEVEL: "Error",
  SERVICE_NAME: "notifications",
  HOST: "127.0.0.1",
  PORT: String(port),
  PUBLIC_URL: "http://localhost:8080",
  DATABASE_URL: database.appUrl,
  DATABASE_SYSTEM_URL: database.systemUrl,
  DATABASE_OWNER_URL: database.ownerUrl,
  STYTCH_PROJECT_ID: issuer.projectId,
  STYTCH_BASE_URL: issuer.url,
  EVENT_BUS_NAME: "tango",
  AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  RESEND_API_KEY: "re_bench",
  RESEND_BASE_URL: resend.url,
  EMAIL_FROM: "Tango <hello@tango.test>",
  EMAIL_RATE_PER_SECOND: "100000",
  UNSUBSCRIBE_SECRET: "a secret of a benchmark",
}

const node = (file: string, ...words: ReadonlyArray<string>) =>
  spawn(process.execPath, ["--import", join(root, "libs/local/src/jsx.ts"), service(file), ...words], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  })
const output = async (child: ReturnType<typeof node>): Promise<string> => {
  let text = ""
  child.stdout.on("data", (chunk) => (text += chunk))
  await once(child, "close")
  return text.trim().split("\n").at(-1) ?? ""
}

const residentMegabytes = (pid: number | undefined) =>
  Math.round(Number(/^VmRSS:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024)

/** Opens the streams, and sees a change reach the one whom it concerns. */
const inboxes = async () => {
  const child = node("src/main.ts")
  child.stdout.resume()
  const url = `http://127.0.0.1:${port}/api/notifications`
  const deadline = Date.now() + 60_000
  while (!(await fetch(`${url}/health/live`).catch(() => undefined))?.ok) {
    if (Date.now() > deadline) throw new Error("notifications did not start")
    await pause(50)
  }
  const agent = new Agent({ keepAlive: false, maxSockets: Infinity })
  const open = async (organizationId: string, memberId: string) => {
    const authorization = `Bearer ${await issuer.token({ organizationId, memberId })}`
    const request = get(`${url}/inbox/stream`, { agent, headers: { authorization } })
    const [response] = (await once(request, "response")) as [IncomingMessage]
    await once(response, "data")
    return response
  }
  const warm = await open("warm", "m")
  warm.destroy()
  const before = residentMegabytes(child.pid)
  const opened = await Promise.all(Array.from({ length: streams }, (_, n) => open(`stream-${n}`, "m")))
  const after = residentMegabytes(child.pid)
  const organizationId = "stream-500"
  const data = { ...MemberJoined.example, organizationId, memberId: "m", email: "stream@example.com" }
  const heard = once(opened[500] ?? process, "data").then(() => performance.now())
  const body = busMessage(MemberJoined, { organizationId, data })
  const delivering = node("test/fixtures/killedConsumer.ts", "never", body)
  await output(delivering)
  await heard
  const stopped = performance.now()
  const ended = Promise.all(opened.map((response) => once(response, "end")))
  for (const response of opened) response.resume()
  child.kill("SIGTERM")
  await Promise.all([ended, once(child, "exit")])
  return {
    open: streams,
    residentMegabytesBefore: before,
    residentMegabytesAfter: after,
    kilobytesEach: Number((((after - before) * 1024) / streams).toFixed(1)),
    allEndedAtStopMilliseconds: Math.round(performance.now() - stopped),
  }
}

const steps = ["before the call", "during the call", "after the call", "after it is marked"]

/** Each event meets a consumer that is killed, and then one that is not, twice. */
const killing = async () => {
  let killed = 0
  let missing = 0
  let doubled = 0
  for (let n = 0; n < kills; n++) {
    const organizationId = `kill-${n}`
    const email = `kill-${n}@example.com`
    const data = { ...MemberJoined.example, organizationId, memberId: "m", email }
    const body = busMessage(MemberJoined, { organizationId, data })
    const child = node("test/fixtures/killedConsumer.ts", steps[n % steps.length] ?? "", body)
    await output(child)
    if (child.signalCode === "SIGKILL") killed += 1
    for (let again = 0; again < 2; again++) await output(node("test/fixtures/killedConsumer.ts", "never", body))
    const mails = resend.mailbox.sent(email).length
    if (mails === 0) missing += 1
    doubled += Math.max(0, mails - 1)
  }
  return { tried: kills, killed, missing, doubled }
}

await once(node("src/migrate.ts"), "exit")
const consumer: unknown = JSON.parse(await output(node("test/fixtures/benchConsumer.ts", "300")))
const inbox = await inboxes()
const killResults = await killing()
await issuer.close()
await resend.close()
store.close()
await postgres.stop()
forget(dataDir)
console.log(JSON.stringify({ eventToProviderMilliseconds: consumer, inbox, kills: killResults }))
