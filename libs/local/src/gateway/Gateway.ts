import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { apiReferenceFolder, referenced } from "../docs/ApiReference.ts"
import { listenHost } from "../Hosts.ts"
import type { Topology } from "../Topology.ts"
import { answerClientError } from "./ClientErrors.ts"
import { makeProxy } from "./Proxy.ts"
import { problem, problems } from "./Respond.ts"
import { makeStaticFiles } from "./StaticFiles.ts"
import { traceOf } from "./Trace.ts"
import { invokeWebhook } from "./Webhooks.ts"

export interface GatewayOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly topology: Pick<Topology, "serviceRoutes" | "webhookRoutes">
  readonly serviceAt: (service: string) => { readonly host: string; readonly port: number }
  /** Of the Invoke API that has a service's functions. */
  readonly runnerUrl: (service: string) => string
  /** The built web app. */
  readonly webFolder: string
  /** Other origins that the app may talk to and take pictures from, such as where uploads go. */
  readonly uploadOrigins: ReadonlyArray<string>
}

/** Nothing from elsewhere, no inline script; styles may be inline, since toasts and menus are placed by them. */
const appPolicy = (uploads: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    `img-src 'self' data: blob: ${uploads}`,
    `connect-src 'self' ${uploads}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join("; ")

const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"

const decodedPath = (url: string): string | undefined => {
  try {
    return decodeURIComponent(new URL(url, "http://gateway").pathname)
  } catch {
    return undefined
  }
}

/** Stands in for CloudFront and the load balancer: services, webhook functions, the web app, the API reference. */
export const startGateway = async (options: GatewayOptions) => {
  const { topology } = options
  const proxy = makeProxy()
  const web = makeStaticFiles({
    folder: options.webFolder,
    fallback: "index.html",
    contentSecurityPolicy: appPolicy(options.uploadOrigins.join(" ")),
    immutable: /^\/assets\//,
  })
  const docs = makeStaticFiles({
    folder: apiReferenceFolder,
    contentSecurityPolicy: docsPolicy,
  })
  const services = referenced(topology.serviceRoutes)

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const trace = traceOf(request.headers)
    const path = decodedPath(request.url ?? "/")
    if (path === undefined) return problem(response, trace.traceId, problems.notFound)
    const service = services.find(({ prefix }) => path.startsWith(prefix))
    if (service !== undefined) return proxy.handle(request, response, options.serviceAt(service.service), trace)
    const webhook = topology.webhookRoutes.find((route) => route.path === path)
    if (webhook !== undefined)
      return invokeWebhook(options.runnerUrl(webhook.service), webhook.functionName, request, response, trace)
    if (path === "/api/docs") return void response.writeHead(308, { location: "/api/docs/" }).end()
    if (path === "/api/docs/services.json") {
      response.writeHead(200, { "content-type": "application/json" })
      return void response.end(JSON.stringify(services))
    }
    if (path.startsWith("/api/docs/")) return docs(request, response, path.slice("/api/docs".length), trace.traceId)
    if (path.startsWith("/api/") || path.startsWith("/webhooks/"))
      return problem(response, trace.traceId, problems.notFound)
    return web(request, response, path, trace.traceId)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => problem(response, traceOf(request.headers).traceId, problems.badGateway))
  })
  server.on("clientError", answerClientError)
  server.listen(options.port, listenHost)
  await once(server, "listening")
  const address = server.address()
  return {
    url: `http://localhost:${typeof address === "object" && address !== null ? address.port : options.port}`,
    close: async () => {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
      proxy.close()
    },
  }
}
