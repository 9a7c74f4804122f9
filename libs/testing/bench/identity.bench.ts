import { makeClock } from "@tango/emulators/kit/Clock"
import { Store } from "@tango/emulators/kit/Store"
import { startStytch } from "@tango/emulators/stytch/Stytch"
import { ensureDatabases } from "@tango/local/Databases"
import { startPostgres } from "@tango/local/Postgres"
import { SessionVerifier } from "@tango/tenancy/SessionVerifier"
import { startIssuer } from "@tango/testing/Issuer"
import { ConfigProvider, Effect, Layer, ManagedRuntime } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { forget } from "@tango/local/postgres/Account"

/**
 * What identity costs: checking a JWT (µs), and refresh and log-in over HTTP (ms) with the service as a process of its own, on a real
 * PostgreSQL, and Stytch's emulator without delay in this process. Prints one JSON object.
 */
const repetitions = Number(process.argv[2] ?? 200)
const root = fileURLToPath(new URL("../../..", import.meta.url))

const percentiles = (values: ReadonlyArray<number>) => {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { p50: Number(at(0.5).toFixed(2)), p99: Number(at(0.99).toFixed(2)), samples: values.length }
}

const timed = async <A>(run: () => Promise<A>): Promise<readonly [A, number]> => {
  const begun = performance.now()
  const result = await run()
  return [result, performance.now() - begun]
}

const verification = async () => {
  const issuer = await startIssuer()
  const env = { TANGO_ENV: "local", STYTCH_PROJECT_ID: issuer.projectId, STYTCH_BASE_URL: issuer.url }
  const runtime = ManagedRuntime.make(
    SessionVerifier.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))),
  )
  const verifier = await runtime.runPromise(SessionVerifier)
  const tokens = await Promise.all(
    Array.from({ length: 500 }, (_, n) =>
      issuer.token({ organizationId: "organization-test-1", memberId: `member-test-${n}` }),
    ),
  )
  const verify = (token: string) => timed(() => Effect.runPromise(verifier.verify(token)))
  // The first hundred warm up, and one of them fetches the keys.
  const first: Array<number> = []
  for (const token of tokens) first.push((await verify(token))[1] * 1000)
  const again: Array<number> = []
  for (const token of tokens) again.push((await verify(token))[1] * 1000)
  await runtime.dispose()
  await issuer.close()
  return { firstMicroseconds: percentiles(first.slice(100)), rememberedMicroseconds: percentiles(again.slice(100)) }
}

/** Takes every event, as a bus that is never busy. */
const startBus = async () => {
  const server = createServer((request, response) => {
    let text = ""
    request.on("data", (chunk) => (text += chunk))
    request.on("end", () => {
      const { Entries = [] }: { Entries?: ReadonlyArray<unknown> } = text === "" ? {} : JSON.parse(text)
      const answer = { FailedEntryCount: 0, Entries: Entries.map((_, n) => ({ EventId: `${n}` })) }
      response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer))
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

const startIdentity = async (stytch: Readonly<Record<string, string>>, bus: string, dataDir: string) => {
  const postgres = await startPostgres({ dataDir, port: 0, durable: false })
  const { identity: database } = await ensureDatabases(postgres.superuserUrl, ["identity"], { prefix: "bench_" })
  if (database === undefined) throw new Error("No database")
  const port = await freePort()
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? "",
    TANGO_ENV: "local",
    LOG_LEVEL: "Error",
    SERVICE_NAME: "identity",
    HOST: "127.0.0.1",
    PORT: String(port),
    PUBLIC_URL: "http://localhost:8080",
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    EVENT_BUS_NAME: "tango",
    AWS_ENDPOINT_URL: bus,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    LOG_IN_ATTEMPTS_PER_ADDRESS: "1000000",
    ...stytch,
  }
  const node = (file: string) =>
    spawn(process.execPath, [join(root, "services/identity/src", file)], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    })
  await once(node("migrate.ts"), "exit")
  const child = node("main.ts")
  const url = `http://127.0.0.1:${port}/api/identity`
  const deadline = Date.now() + 30_000
  while (!(await fetch(`${url}/health/live`).catch(() => undefined))?.ok) {
    if (Date.now() > deadline) throw new Error("identity did not start")
    await pause(50)
  }
  const close = async () => {
    child.kill("SIGTERM")
    await once(child, "exit")
    await postgres.stop()
  }
  return { url, close }
}

const logIns = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "tango-bench-"))
  const projectId = "project-test-33333333-3333-4333-8333-333333333333"
  const store = new Store(":memory:")
  const mails = new Map<string, string>()
  const stytch = await startStytch({
    port: 0,
    store,
    clock: makeClock(store),
    projectId,
    secret: "secret-test-bench",
    deliver: { mail: ({ text, to }) => void mails.set(to, text), sms: () => {} },
  })
  const bus = await startBus()
  const settings = { STYTCH_PROJECT_ID: projectId, STYTCH_SECRET: "secret-test-bench", STYTCH_BASE_URL: stytch.url }
  const identity = await startIdentity(settings, bus.url, dataDir)

  const post = async (path: string, body: object) => {
    const response = await fetch(`${identity.url}/session/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ transport: "body", ...body }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
    return text === "" ? undefined : JSON.parse(text)
  }
  /** The link's token, asked for outside of what is measured. */
  const askForLink = async (email: string) => {
    await post("magic-link", { email })
    return { tokenType: "discovery", token: /token=([\w-]+)/u.exec(mails.get(email) ?? "")?.[1] ?? "" }
  }
  const choice = async (link: object) => (await post("authenticate", link)).choice.intermediateSessionToken
  const signUp = async (n: number) => {
    const email = `bench-${n}@bench.example`
    const intermediateSessionToken = await choice(await askForLink(email))
    const session = await post("organizations", { name: `Bench ${n}`, intermediateSessionToken })
    return { email, organizationId: session.organization.organizationId, sessionToken: session.sessionToken }
  }

  const people: Array<Awaited<ReturnType<typeof signUp>>> = []
  for (let n = 0; n < repetitions; n++) people.push(await signUp(n))
  const logIn: Array<number> = []
  for (const { email, organizationId } of people) {
    const link = await askForLink(email)
    const [, milliseconds] = await timed(async () =>
      post("exchange", { organizationId, intermediateSessionToken: await choice(link) }),
    )
    logIn.push(milliseconds)
  }
  const refresh: Array<number> = []
  for (const { sessionToken } of people) refresh.push((await timed(() => post("refresh", { sessionToken })))[1])
  await identity.close()
  await stytch.close()
  bus.close()
  forget(dataDir)
  return { logInMilliseconds: percentiles(logIn), refreshMilliseconds: percentiles(refresh) }
}

const figures = { name: "identity", ...(await verification()), ...(await logIns()) }
console.log(JSON.stringify(figures))
process.exit(0)
