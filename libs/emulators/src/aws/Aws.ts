import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { randomUUID } from "node:crypto"
import { buffer } from "node:stream/consumers"
import type { Clock } from "../kit/Clock.ts"
import { listenHost, type Emulator } from "../kit/Emulator.ts"
import type { Store } from "../kit/Store.ts"
import { AwsError } from "./AwsError.ts"
import { makeDisturbance } from "./Disturbance.ts"
import { makeEventBridge } from "./EventBridge.ts"
import { makeS3 } from "./S3.ts"
import { makeSecretsManager } from "./SecretsManager.ts"
import { makeSqs } from "./Sqs.ts"

export interface AwsOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly store: Store
  readonly clock: Clock
  readonly region: string
  readonly accountId: string
  /** Where S3 objects are kept; in memory without it. */
  readonly s3Folder?: string
  /** Buckets that are there from the start. */
  readonly buckets?: ReadonlyArray<string>
  /** Origin of an endpoint with Lambda's Invoke API, for rules with functions as targets. */
  readonly lambdaUrl?: string | undefined
  /** 127.0.0.1 unless told. */
  readonly host?: string
}

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() })
  response.end(body === undefined ? "" : JSON.stringify(body))
}

const parse = (body: Buffer): unknown => {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString())
  } catch {
    throw new AwsError("SerializationException", "The request body is not JSON.")
  }
}

const fail = (response: ServerResponse, error: unknown): void => {
  if (response.headersSent) return void response.destroy()
  if (error instanceof AwsError) answer(response, error.status, { __type: error.code, message: error.message })
  else
    answer(response, 500, {
      __type: "InternalFailure",
      message: error instanceof Error ? error.message : String(error),
    })
}

/** SQS's older protocol: a form, or an address that names an action. */
const isQuery = (request: IncomingMessage, url: URL): boolean =>
  request.method === "GET"
    ? url.searchParams.has("Action")
    : request.method === "POST" &&
      String(request.headers["content-type"]).startsWith("application/x-www-form-urlencoded")

/** SQS, EventBridge, Secrets Manager and S3 on one port, told apart as the AWS SDK marks its requests. */
export const startAws = async (options: AwsOptions): Promise<Emulator> => {
  const { store, clock, region, accountId } = options
  const disturbance = makeDisturbance(store)
  const sqs = makeSqs(store, clock, region, accountId, disturbance)
  const events = makeEventBridge({ store, clock, region, accountId, sqs, lambdaUrl: options.lambdaUrl })
  const secrets = makeSecretsManager(store, clock, region, accountId)
  const s3 = makeS3(options.s3Folder, options.buckets)

  const own = (request: IncomingMessage, url: URL, body: Buffer): unknown => {
    if (request.method === "GET" && url.pathname === "/_emulator/events") {
      return { data: events.recent(Math.min(2_000, Number(url.searchParams.get("limit") ?? 100))) }
    }
    if (request.method === "POST" && url.pathname === "/_emulator/time") {
      const input: { seconds?: number } = JSON.parse(body.toString())
      clock.advance(Number(input.seconds ?? 0))
      sqs.wake()
      return { now: new Date(clock.now()).toISOString() }
    }
    if (request.method === "POST" && url.pathname === "/_emulator/disturbances")
      return disturbance.set(JSON.parse(body.toString()))
    if (request.method === "POST" && url.pathname === "/_emulator/release") return { released: sqs.release() }
    throw new AwsError("UnknownOperationException", `${request.method} ${url.pathname}`, 404)
  }

  const runEvents = (response: ServerResponse, operation: string, input: unknown, trace: string | undefined): void => {
    const fate = operation === "PutEvents" ? disturbance.fate() : undefined
    const output = fate?.taken === false ? undefined : events.run(operation, input, trace)
    if (fate?.answer === "error") throw new AwsError("InternalException", "Disturbed on purpose.", 500)
    if (fate?.answer !== "none") answer(response, 200, output)
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request)
    const [service = "", operation = ""] = String(request.headers["x-amz-target"] ?? "").split(".")
    const url = new URL(request.url ?? "/", "http://emulator")
    const trace = request.headers["x-amzn-trace-id"]
    if (service === "AmazonSQS" || isQuery(request, url)) await sqs.handle(request, response, body)
    else if (service === "AWSEvents")
      runEvents(response, operation, parse(body), typeof trace === "string" ? trace : undefined)
    else if (service === "secretsmanager") answer(response, 200, secrets(operation, parse(body)))
    else if (url.pathname.startsWith("/_emulator/")) answer(response, 200, own(request, url, body))
    else await s3.handle(request, response, body)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => fail(response, error))
  })
  server.listen(options.port, options.host ?? listenHost)
  await once(server, "listening")
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : options.port
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
      events.close()
      sqs.close()
      await s3.close()
    },
  }
}
