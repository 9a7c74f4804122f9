import type { IncomingMessage, ServerResponse } from "node:http"
import { maximumBodyBytes } from "./Proxy.ts"
import { problem, problems } from "./Respond.ts"
import type { Trace } from "./Trace.ts"

const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Array<Buffer> = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > maximumBodyBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A request as a load balancer gives it to a Lambda target, without multi-value headers: of repeated names the last counts. */
const albEvent = (request: Pick<IncomingMessage, "method" | "url" | "headers">, body: Buffer, trace: Trace) => {
  const url = new URL(request.url ?? "/", "http://gateway")
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? (value.at(-1) ?? "") : (value ?? ""),
  ])
  return {
    requestContext: {
      elb: { targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/local/0000000000000000" },
    },
    httpMethod: request.method ?? "GET",
    path: url.pathname,
    // A load balancer does not decode them.
    queryStringParameters: Object.fromEntries(
      url.search
        .slice(1)
        .split("&")
        .filter((pair) => pair !== "")
        .map((pair) => [pair.split("=")[0] ?? "", pair.split("=").slice(1).join("=")]),
    ),
    headers: { ...Object.fromEntries(headers), "x-amzn-trace-id": trace.amazonHeader },
    body: body.toString("base64"),
    isBase64Encoded: true,
  }
}

interface AlbAnswer {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly isBase64Encoded?: boolean
}

const isAnswer = (value: unknown): value is AlbAnswer =>
  typeof value === "object" && value !== null && "statusCode" in value && typeof value.statusCode === "number"

/** Brings a request to a function through Lambda's Invoke API, and the function's answer back. */
export const invokeWebhook = async (
  runnerUrl: string,
  functionName: string,
  request: IncomingMessage,
  response: ServerResponse,
  trace: Trace,
) => {
  const body = await readBody(request)
  if (body === undefined) return problem(response, trace.traceId, problems.tooLarge)
  const invocation = await fetch(`${runnerUrl}/2015-03-31/functions/${functionName}/invocations`, {
    method: "POST",
    body: JSON.stringify(albEvent(request, body, trace)),
  }).catch(() => undefined)
  if (invocation === undefined) return problem(response, trace.traceId, problems.unavailable)
  const answer: unknown = await invocation.json()
  if (!invocation.ok || invocation.headers.has("x-amz-function-error") || !isAnswer(answer)) {
    return problem(response, trace.traceId, problems.badGateway)
  }
  response.writeHead(answer.statusCode, answer.headers ?? {})
  response.end(Buffer.from(answer.body ?? "", answer.isBase64Encoded === true ? "base64" : "utf8"))
}
