import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { afterAll, beforeAll, expect, it } from "vitest"
import { startGateway } from "../src/gateway/Gateway.ts"

const listen = async (handle: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return { server, port: typeof address === "object" && address ? address.port : 0 }
}

const echo = async (request: IncomingMessage, response: ServerResponse) => {
  if (request.url === "/api/echo/break") return void response.socket?.destroy()
  if (request.url === "/api/echo/stream") {
    response.writeHead(200, { "content-type": "text/event-stream" })
    return void response.write("data: one\n\n")
  }
  // The gateway breaks off when a body is too large.
  const body = await text(request).catch(() => "")
  response.writeHead(201, { "content-type": "application/json", "x-own": "yes", "keep-alive": "timeout=9" })
  response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }))
}

const lambda = async (request: IncomingMessage, response: ServerResponse) => {
  const event: unknown = JSON.parse(await text(request))
  if (request.url?.includes("/broken/")) response.setHeader("x-amz-function-error", "Unhandled")
  response.end(
    JSON.stringify({
      statusCode: 202,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(event),
      isBase64Encoded: false,
    }),
  )
}

let services: Array<Awaited<ReturnType<typeof listen>>>
let webFolder: string
let gateway: Awaited<ReturnType<typeof startGateway>>

beforeAll(async () => {
  webFolder = join(mkdtempSync(join(tmpdir(), "tango-web-")), "dist")
  mkdirSync(webFolder)
  mkdirSync(join(webFolder, "assets"))
  writeFileSync(join(webFolder, "index.html"), "<!doctype html><title>App</title>")
  writeFileSync(join(webFolder, "assets", "app-1.js"), "export {}")
  writeFileSync(join(webFolder, "..", "outside.txt"), "outside")
  services = [await listen(echo), await listen(lambda)]
  const [service, runner] = services
  const route = (name: string) => ({ service: name, pathPattern: `/api/${name}/*`, localPort: 0 })
  const webhook = (name: string) => ({ service: "echo", path: `/webhooks/${name}`, functionName: name, entry: "" })
  gateway = await startGateway({
    port: 0,
    topology: { serviceRoutes: [route("echo"), route("down")], webhookRoutes: [webhook("stripe"), webhook("broken")] },
    serviceAt: (name) => ({ host: "127.0.0.1", port: name === "echo" ? (service?.port ?? 0) : 1 }),
    runnerUrl: () => `http://127.0.0.1:${runner?.port}`,
    webFolder,
    uploadOrigins: ["http://127.0.0.1:4566"],
  })
})

afterAll(async () => {
  await gateway.close()
  rmSync(join(webFolder, ".."), { recursive: true, force: true })
  for (const { server } of services) {
    server.closeAllConnections()
    server.close()
  }
})

const get = (path: string, init: RequestInit = {}) => fetch(`${gateway.url}${path}`, init)
const trace = "0af7651916cd43dd8448eb211c80319c"

it("passes a request to its service with what a load balancer adds", async () => {
  const headers = { traceparent: `00-${trace}-b7ad6b7169203331-01`, "x-forwarded-for": "192.0.2.1" }
  const response = await get("/api/echo/things?a=1", { method: "POST", body: "hello", headers })
  expect(response.status).toBe(201)
  expect(response.headers.get("x-own")).toBe("yes")
  expect(response.headers.get("keep-alive")).not.toBe("timeout=9")
  expect(await response.json()).toMatchObject({
    method: "POST",
    url: "/api/echo/things?a=1",
    body: "hello",
    headers: {
      traceparent: headers.traceparent,
      "x-forwarded-for": "192.0.2.1, 127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": new URL(gateway.url).host,
      "x-amzn-trace-id": `Root=1-${trace.slice(0, 8)}-${trace.slice(8)}`,
    },
  })
})

it("streams events as they come", async () => {
  const response = await get("/api/echo/stream")
  const reader = response.body?.getReader()
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("data: one\n\n")
  await reader?.cancel()
})

it("answers with a problem for a service that is down or breaks off, and for an unknown address", async () => {
  const headers = { traceparent: `00-${trace}-b7ad6b7169203331-01` }
  const cases = [
    ["/api/down/x", 503, "service_unavailable"],
    ["/api/echo/break", 502, "bad_gateway"],
    ["/api/unknown/x", 404, "not_found"],
    ["/webhooks/unknown", 404, "not_found"],
    ["/webhooks/broken", 502, "bad_gateway"],
  ] as const
  for (const [path, status, code] of cases) {
    const response = await get(path, { headers })
    expect(response.headers.get("content-type")).toBe("application/problem+json")
    expect(await response.json()).toEqual({
      type: `urn:tango:problem:${code}`,
      title: expect.any(String),
      status,
      code,
      traceId: trace,
    })
  }
})

it("refuses a body over 1 MiB, announced or not", async () => {
  const large = "x".repeat(1_048_577)
  for (const path of ["/api/echo/x", "/webhooks/stripe"])
    expect((await get(path, { method: "POST", body: large })).status).toBe(413)
  const status = await new Promise((resolve, reject) => {
    const request = send(`${gateway.url}/api/echo/x`, { method: "POST", headers: { "transfer-encoding": "chunked" } })
    request.once("response", (response) => resolve(response.statusCode)).once("error", reject)
    request.write(large)
  })
  expect(status).toBe(413)
  expect((await get("/api/echo/x", { method: "POST", body: large.slice(1) })).status).toBe(201)
})

it("answers with a problem what is no request, or has headers without end", async () => {
  const { port } = new URL(gateway.url)
  const cases = [
    [`GET / HTTP/1.1\r\nx-long: ${"x".repeat(20_000)}\r\n\r\n`, 431, "headers_too_large"],
    ["How do you do?\r\n\r\n", 400, "invalid_request"],
  ] as const
  for (const [request, status, code] of cases) {
    const socket = connect(Number(port), "127.0.0.1").end(request)
    const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n")
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*content-type: application/problem\\+json`))
    expect(JSON.parse(body)).toMatchObject({ status, code, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) })
  }
})

it("gives a webhook to its function as a load balancer's event", async () => {
  const response = await get("/webhooks/stripe?x=%20y", {
    method: "POST",
    body: "{}",
    headers: { "stripe-signature": "t=1" },
  })
  expect(response.status).toBe(202)
  expect(await response.json()).toMatchObject({
    requestContext: { elb: { targetGroupArn: expect.stringContaining("targetgroup") } },
    httpMethod: "POST",
    path: "/webhooks/stripe",
    queryStringParameters: { x: "%20y" },
    headers: {
      "stripe-signature": "t=1",
      "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    },
    body: Buffer.from("{}").toString("base64"),
    isBase64Encoded: true,
  })
})

it("serves the app: its files for ever, its pages always fresh, nothing outside", async () => {
  const asset = await get("/assets/app-1.js")
  expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable")
  const page = await get("/projects/one")
  expect(await page.text()).toContain("<title>App</title>")
  expect(page.headers.get("cache-control")).toBe("no-cache")
  const policy = page.headers.get("content-security-policy") ?? ""
  expect(policy).toContain("frame-ancestors 'none'")
  expect(/script-src ([^;]*)/.exec(policy)?.[1]).toBe("'self'")
  expect(page.headers.get("x-content-type-options")).toBe("nosniff")
  expect((await get("/", { headers: { "if-none-match": page.headers.get("etag") ?? "" } })).status).toBe(304)
  expect((await get("/missing.js")).status).toBe(404)
  expect((await get("/%2e%2e%2foutside.txt")).status).toBe(404)
  expect((await get("/", { method: "POST" })).status).toBe(405)
})

it("serves the API reference without anything from elsewhere", async () => {
  const page = await get("/api/docs")
  expect(page.url).toBe(`${gateway.url}/api/docs/`)
  expect(await page.text()).not.toMatch(/https?:\/\//)
  expect(await (await get("/api/docs/services.json")).json()).toEqual([
    { service: "echo", prefix: "/api/echo/" },
    { service: "down", prefix: "/api/down/" },
  ])
})
