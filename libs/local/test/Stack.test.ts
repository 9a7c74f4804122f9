import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { afterAll, expect, it, vi } from "vitest"
import { forgetStack } from "../src/stack/Forget.ts"

const program = fileURLToPath(new URL("./fixtures/stack.ts", import.meta.url))
// Away from a developer's own stack, and from another run of these tests.
const offset = 20_000 + (process.pid % 2_000)
const dataDir = mkdtempSync(join(tmpdir(), "tango-stack-"))
const otherDir = mkdtempSync(join(tmpdir(), "tango-stack-"))
const running: Array<ChildProcess> = []

/** Resolves with the line that says READY or FAILED. */
const start = async (folder = dataDir): Promise<{ child: ChildProcess; outcome: string }> => {
  const child = spawn(process.execPath, [program, folder, String(offset)], { stdio: ["ignore", "pipe", "inherit"] })
  running.push(child)
  const outcome = await new Promise<string>((resolve) => {
    createInterface({ input: child.stdout })
      .on("line", (line) => /^(READY|FAILED)/.test(line) && resolve(line))
      .once("close", () => resolve("ENDED"))
  })
  return { child, outcome }
}
const exited = (child: ChildProcess) => new Promise<number | null>((resolve) => void child.once("exit", resolve))
const endpoints = () => JSON.parse(readFileSync(join(dataDir, "endpoints.json"), "utf8"))
const ask = async (path: string, init: RequestInit = {}) =>
  JSON.parse(await (await fetch(`${endpoints().gateway}${path}`, init)).text())

/** Somebody's traces at the providers: a mail sent, a customer made, a log-in that is taken; each as the provider shows it now. */
const atProviders = () => {
  const { stytch, stripe, resend } = endpoints()
  const json = (authorization: string) => ({ authorization, "content-type": "application/json" })
  const call = async (url: string, init: RequestInit) => JSON.parse(await (await fetch(url, init)).text())
  const stripeHeaders = { authorization: `Bearer ${stripe.secretKey}` }
  return {
    leave: async (): Promise<{ mail: string; customer: string }> => {
      const mail = { from: "a@example.com", to: "b@example.com", subject: "Kept", text: "Kept" }
      const headers = json(`Bearer ${resend.apiKey}`)
      const sent = await call(`${resend.url}/emails`, { method: "POST", headers, body: JSON.stringify(mail) })
      const body = new URLSearchParams({ name: "Kept" })
      const made = await call(`${stripe.url}/v1/customers`, { method: "POST", headers: stripeHeaders, body })
      return { mail: sent.id, customer: made.id }
    },
    find: async ({ mail, customer }: { mail: string; customer: string }) => {
      const [{ email, password }] = endpoints().personas
      const basic = Buffer.from(`${stytch.projectId}:${stytch.secret}`).toString("base64")
      const [sent, made, logIn] = await Promise.all([
        call(`${resend.url}/emails/${mail}`, { headers: json(`Bearer ${resend.apiKey}`) }),
        call(`${stripe.url}/v1/customers/${customer}`, { headers: stripeHeaders }),
        call(`${stytch.url}/v1/b2b/passwords/discovery/authenticate`, {
          method: "POST",
          headers: json(`Basic ${basic}`),
          body: JSON.stringify({ email_address: email, password }),
        }),
      ])
      return { subject: sent.subject, name: made.name, organizations: logIn.discovered_organizations?.length }
    },
  }
}

afterAll(() => {
  for (const child of running) child.kill("SIGKILL")
  for (const folder of [dataDir, otherDir]) forgetStack(folder)
})

it("starts, says where everything is, heals, survives kill -9, and stops in order", async () => {
  const first = await start()
  expect(first.outcome).toBe("READY")
  const described = endpoints()
  expect(Object.keys(described)).toEqual([
    "gateway",
    "console",
    "stytch",
    "stripe",
    "resend",
    "aws",
    "postgres",
    "services",
    "personas",
  ])
  expect(described.personas).toHaveLength(3)

  // A service has its own rows and no other's secrets.
  const traceId = "0af7651916cd43dd8448eb211c80319c"
  const answer = await ask("/api/echo/x", { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } })
  expect(answer).toEqual({ pid: described.services.echo.pid, known: ["DATABASE_URL", "STYTCH_BASE_URL"] })

  // Its log lines are in the console, by trace.
  const consoleOf = async (path: string, init: RequestInit = {}) =>
    JSON.parse(await (await fetch(`${described.console}/api${path}`, init)).text())
  await vi.waitFor(async () =>
    expect((await consoleOf(`/traces/${traceId}`)).data.logs).toMatchObject([{ message: "asked", service: "echo" }]),
  )
  expect((await consoleOf("/queues")).data.map(({ name }: { name: string }) => name)).toEqual([
    "echo-events",
    "echo-events-dlq",
  ])
  expect((await consoleOf("/queues/echo-events-dlq/redrive", { method: "POST" })).data).toMatchObject({
    queue: "echo-events",
    messages: 0,
  })
  const advanced = await consoleOf("/time/advance", { method: "POST", body: JSON.stringify({ seconds: 3600 }) })
  expect(Date.parse(advanced.data.now)).toBeGreaterThan(Date.now() + 3_500_000)

  // A job runs when its time has come, or by hand.
  expect(advanced.data.jobs).toEqual([])
  const aDay = await consoleOf("/time/advance", { method: "POST", body: JSON.stringify({ seconds: 86_400 }) })
  expect(aDay.data.jobs).toEqual([{ job: "echo-sweep", ok: true, result: { runs: 1 } }])
  expect((await consoleOf("/jobs")).data).toEqual([{ name: "echo-sweep", service: "echo", schedule: "rate(1 day)" }])
  expect((await consoleOf("/jobs/echo-sweep/run", { method: "POST" })).data.result).toEqual({ runs: 2 })
  expect((await consoleOf("/jobs/nothing/run", { method: "POST" })).code).toBe("not_found")

  // A second stack on the same data is refused.
  expect((await start()).outcome).toContain("A stack already runs on")

  // A killed service comes back, and the file says so.
  process.kill(described.services.echo.pid, "SIGKILL")
  await vi.waitFor(() => expect(endpoints().services.echo.pid).not.toBe(described.services.echo.pid), 10_000)
  await vi.waitFor(async () => expect((await ask("/api/echo/x")).pid).toBe(endpoints().services.echo.pid), 10_000)

  const left = await atProviders().leave()

  // The launcher is killed: what it started ends, and the next start finds everything again.
  const { pid } = endpoints().services.echo
  first.child.kill("SIGKILL")
  await exited(first.child)
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), 10_000)
  const second = await start()
  expect(second.outcome).toBe("READY")
  expect(endpoints().postgres).toEqual(described.postgres)
  expect(await atProviders().find(left)).toEqual({ subject: "Kept", name: "Kept", organizations: 1 })

  const ended = exited(second.child)
  second.child.kill("SIGTERM")
  expect(await ended).toBe(0)
  expect(existsSync(join(dataDir, "endpoints.json"))).toBe(false)
  expect(existsSync(join(dataDir, "stack.json"))).toBe(false)
}, 90_000)

it("says which port is taken before it starts anything", async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(8080 + offset, "127.0.0.1", resolve))
  const { outcome } = await start(otherDir)
  expect(outcome).toBe(
    `FAILED Port ${8080 + offset} is taken by pid ${process.pid}. Stop it, or start with TANGO_PORT_OFFSET=1000.`,
  )
  server.close()
}, 30_000)
