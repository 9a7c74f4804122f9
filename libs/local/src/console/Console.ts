import { getRequestListener } from "@hono/node-server"
import { Hono } from "hono"
import { once } from "node:events"
import { createServer } from "node:http"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { gunzip } from "node:zlib"
import { asyncApi } from "../docs/AsyncApi.ts"
import { cataloguePage } from "../docs/CataloguePage.ts"
import { makeStaticFiles } from "../gateway/StaticFiles.ts"
import type { Topology } from "../Topology.ts"
import { listenHost } from "../Hosts.ts"
import { isRecord, list, parseJson } from "./Json.ts"
import { customersApi } from "./CustomerRoutes.ts"
import { makeCustomers } from "./Customers.ts"
import { makeJobs } from "./Jobs.ts"
import { notFound, problem } from "./Problems.ts"
import { makeQueues } from "./Queues.ts"
import { spansOf, Traces } from "./Traces.ts"

export interface ConsoleOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly awsUrl: string
  readonly resendUrl: string
  readonly stripeUrl: string
  /** Of the Invoke API that has a service's functions. */
  readonly runnerUrl: (service: string) => string
  readonly topology: Topology
}

/** What mails show comes from anywhere, so that pictures load; no script of theirs runs, for their frame is sandboxed. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src * data:; font-src * data:; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"

const dataOf = async (url: string): Promise<ReadonlyArray<unknown>> => {
  const body: unknown = await (await fetch(url)).json()
  return list(isRecord(body) ? body["data"] : [])
}

const limitOf = (given: string | undefined, otherwise: number): number =>
  Math.min(2_000, Math.max(1, Number(given) || otherwise))

const receiver = (traces: Traces) =>
  new Hono().post("/v1/traces", async (c) => {
    const raw = Buffer.from(await c.req.arrayBuffer())
    const body = c.req.header("content-encoding") === "gzip" ? await promisify(gunzip)(raw) : raw
    const parsed = parseJson(body.toString())
    if (parsed === undefined) return problem(415, "unsupported_media_type", "Send OTLP/HTTP in JSON.")
    traces.add(spansOf(parsed))
    return c.json({})
  })

interface Parts {
  readonly traces: Traces
  readonly queues: ReturnType<typeof makeQueues>
  readonly jobs: ReturnType<typeof makeJobs>
  readonly customers: ReturnType<typeof makeCustomers>
}

const api = (options: ConsoleOptions, parts: Parts) => {
  const { customers, jobs, queues, traces } = parts
  return new Hono()
    .route("/customers", customersApi(customers, jobs))
    .get("/mail", async (c) => {
      const to = c.req.query("to")
      return c.json({
        data: await dataOf(
          `${options.resendUrl}/_emulator/mail${to === undefined ? "" : `?to=${encodeURIComponent(to)}`}`,
        ),
      })
    })
    .get("/sms", async (c) => c.json({ data: await dataOf(`${options.resendUrl}/_emulator/sms`) }))
    .get("/events", async (c) =>
      c.json({ data: await dataOf(`${options.awsUrl}/_emulator/events?limit=${limitOf(c.req.query("limit"), 200)}`) }),
    )
    .get("/queues", async (c) => c.json({ data: await queues.list() }))
    .post("/queues/:name/redrive", async (c) => {
      const moved = await queues.redrive(c.req.param("name"))
      return moved === undefined ? notFound() : c.json({ data: moved })
    })
    .get("/queues/:name/messages", async (c) => {
      const letters = await queues.letters(c.req.param("name"))
      return letters === undefined ? notFound() : c.json({ data: letters })
    })
    .get("/traces", (c) => c.json({ data: traces.list(limitOf(c.req.query("limit"), 200)) }))
    .get("/traces/:id", (c) => {
      const trace = traces.get(c.req.param("id"))
      return trace === undefined ? notFound() : c.json({ data: trace })
    })
    .post("/time/advance", async (c) => {
      const body = parseJson(await c.req.text())
      const seconds = isRecord(body) ? body["seconds"] : undefined
      if (typeof seconds !== "number" || !(seconds >= 0))
        return problem(400, "invalid_request", "Give `seconds`, zero or more.")
      const answer = await fetch(`${options.awsUrl}/_emulator/time`, {
        method: "POST",
        body: JSON.stringify({ seconds }),
      })
      const advanced: unknown = await answer.json()
      const ran = await jobs.runDue(seconds)
      return c.json({ data: { ...(isRecord(advanced) ? advanced : {}), jobs: ran } })
    })
    .get("/jobs", (c) => c.json({ data: jobs.list() }))
    .post("/jobs/:name/run", async (c) => {
      const ran = await jobs.run(c.req.param("name"))
      return ran === undefined ? notFound() : c.json({ data: ran })
    })
    .all("*", notFound)
}

/** Looks into the running stack: mail, text messages, events, queues, traces and time; receives traces by OTLP as well. */
export const startConsole = async (options: ConsoleOptions) => {
  const traces = new Traces()
  const queues = makeQueues(options.awsUrl, options.topology)
  const jobs = makeJobs(options.runnerUrl, options.topology)
  const parts = { traces, queues, jobs, customers: makeCustomers(options.stripeUrl) }
  const app = new Hono()
  // Another site's page must not be able to move the clock.
  app.use(async (c, next) =>
    c.req.header("sec-fetch-site") === "cross-site" ? problem(403, "forbidden", "Not from another site.") : next(),
  )
  app.get("/catalogue/", (c) => c.html(cataloguePage("/"), 200, { "content-security-policy": policy }))
  app.get("/catalogue/asyncapi.json", (c) => c.json(asyncApi()))
  app.route("/", receiver(traces)).route("/api", api(options, parts))
  app.onError((error) => problem(503, "service_unavailable", `An emulator does not answer: ${error.message}`))
  const listener = getRequestListener(app.fetch)
  const pages = makeStaticFiles({
    folder: fileURLToPath(new URL("./page", import.meta.url)),
    fallback: "index.html",
    contentSecurityPolicy: policy,
  })
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/"
    const answer =
      path.startsWith("/api/") || path.startsWith("/catalogue/") || path === "/v1/traces"
        ? listener(request, response)
        : pages(request, response, path, "")
    void Promise.resolve(answer).catch(() => response.destroy())
  })
  server.listen(options.port, listenHost)
  await once(server, "listening")
  const address = server.address()
  return {
    url: `http://localhost:${typeof address === "object" && address !== null ? address.port : options.port}`,
    /** Takes a line that a process of the stack wrote. */
    takeLine: (line: Readonly<Record<string, unknown>>) => traces.addLogLine(line),
    close: async () => {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
      queues.close()
    },
  }
}
