import { isRecord, list, string } from "./Json.ts"

/** One span of OTLP, in the words of the console's API. */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly service: string
  readonly name: string
  readonly kind: string
  /** RFC 3339. */
  readonly startTime: string
  /** The same exactly, for spans begin within a millisecond of each other. */
  readonly startUnixNano: string
  readonly durationMs: number
  readonly status: "ok" | "error" | "unset"
  readonly statusMessage?: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly events: ReadonlyArray<{
    readonly name: string
    readonly time: string
    readonly attributes: Readonly<Record<string, unknown>>
  }>
  readonly links: ReadonlyArray<{ readonly traceId: string; readonly spanId: string }>
}

/** A log line that named its trace. */
export interface LogLine {
  readonly timestamp: string
  readonly level: string
  readonly service: string
  readonly message: string
  readonly spanId?: string
  readonly fields: Readonly<Record<string, unknown>>
}

interface Trace {
  readonly spans: Array<Span>
  readonly logs: Array<LogLine>
}

const kept = 5_000
const kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"]
const states = ["unset", "ok", "error"] as const

const nanoseconds = (value: unknown): bigint =>
  typeof value === "string" || typeof value === "number" ? BigInt(value) : 0n

const isoTime = (unixNano: unknown): string => new Date(Number(nanoseconds(unixNano) / 1_000_000n)).toISOString()

const milliseconds = (from: unknown, until: unknown): number =>
  Number(nanoseconds(until ?? from) - nanoseconds(from)) / 1_000_000

/** An OTLP `AnyValue` as plain JSON. */
const plain = (value: unknown): unknown => {
  if (!isRecord(value)) return null
  const [[kind, inner] = ["", null]] = Object.entries(value)
  if (kind === "intValue") return Number(inner)
  if (kind === "arrayValue") return list(isRecord(inner) ? inner["values"] : []).map(plain)
  if (kind === "kvlistValue") return attributesOf(isRecord(inner) ? inner["values"] : [])
  return inner
}

const attributesOf = (attributes: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    list(attributes).map((one) => (isRecord(one) ? [string(one["key"]), plain(one["value"])] : ["", null])),
  )

const spanOf = (service: string, span: Readonly<Record<string, unknown>>): Span => {
  const status = isRecord(span["status"]) ? span["status"] : {}
  const parent = string(span["parentSpanId"])
  const message = string(status["message"])
  return {
    traceId: string(span["traceId"]),
    spanId: string(span["spanId"]),
    ...(parent === "" ? {} : { parentSpanId: parent }),
    service,
    name: string(span["name"]),
    kind: kinds[Number(span["kind"] ?? 0)] ?? "unspecified",
    startTime: isoTime(span["startTimeUnixNano"]),
    startUnixNano: String(nanoseconds(span["startTimeUnixNano"])),
    durationMs: milliseconds(span["startTimeUnixNano"], span["endTimeUnixNano"]),
    status: states[Number(status["code"] ?? 0)] ?? "unset",
    ...(message === "" ? {} : { statusMessage: message }),
    attributes: attributesOf(span["attributes"]),
    events: list(span["events"]).flatMap((event) =>
      isRecord(event)
        ? [
            {
              name: string(event["name"]),
              time: isoTime(event["timeUnixNano"]),
              attributes: attributesOf(event["attributes"]),
            },
          ]
        : [],
    ),
    links: list(span["links"]).flatMap((link) =>
      isRecord(link) ? [{ traceId: string(link["traceId"]), spanId: string(link["spanId"]) }] : [],
    ),
  }
}

/** The spans of an OTLP/HTTP request in JSON. */
export const spansOf = (request: unknown): ReadonlyArray<Span> =>
  list(isRecord(request) ? request["resourceSpans"] : []).flatMap((resourceSpans) => {
    if (!isRecord(resourceSpans)) return []
    const resource = isRecord(resourceSpans["resource"]) ? resourceSpans["resource"] : {}
    const service = string(attributesOf(resource["attributes"])["service.name"])
    return list(resourceSpans["scopeSpans"]).flatMap((scope) =>
      list(isRecord(scope) ? scope["spans"] : []).flatMap((span) => (isRecord(span) ? [spanOf(service, span)] : [])),
    )
  })

const ownFields = new Set(["timestamp", "level", "service", "message", "trace_id", "span_id", "env"])

/** A request's span by its path, since many tracers name it by its method alone. */
const titleOf = ({ name, attributes }: Span): string => {
  const path = attributes["http.route"] ?? attributes["url.path"]
  return typeof path === "string" && !name.includes("/") ? `${name} ${path}` : name
}

const byStart = (one: Span, other: Span) => one.startUnixNano.localeCompare(other.startUnixNano)

/** The last 5,000 traces in memory: spans from OTLP, log lines from the processes' output. */
export class Traces {
  readonly #traces = new Map<string, Trace>()

  add(spans: ReadonlyArray<Span>): void {
    for (const span of spans) this.#of(span.traceId).spans.push(span)
  }

  /** Takes a line of a process's output if it is JSON and names its trace. */
  addLogLine(line: Readonly<Record<string, unknown>>): void {
    const traceId = string(line["trace_id"])
    if (!/^[0-9a-f]{32}$/.test(traceId)) return
    const spanId = string(line["span_id"])
    const message = line["message"]
    this.#of(traceId).logs.push({
      timestamp: string(line["timestamp"]),
      level: string(line["level"]),
      service: string(line["service"]),
      message: typeof message === "string" ? message : JSON.stringify(message ?? ""),
      ...(spanId === "" ? {} : { spanId }),
      fields: Object.fromEntries(Object.entries(line).filter(([name]) => !ownFields.has(name))),
    })
  }

  /** Newest first, those without a span left out. */
  list(limit: number) {
    return [...this.#traces]
      .filter(([, { spans }]) => spans.length > 0)
      .slice(-limit)
      .toReversed()
      .map(([traceId, { spans }]) => {
        const sorted = spans.toSorted(byStart)
        const root = sorted.find((span) => span.parentSpanId === undefined) ?? sorted[0]
        const ends = spans.map((span) => Date.parse(span.startTime) + span.durationMs)
        const start = sorted[0]?.startTime ?? ""
        return {
          traceId,
          name: root === undefined ? "" : titleOf(root),
          service: root?.service ?? "",
          startTime: start,
          durationMs: Math.max(...ends) - Date.parse(start),
          spans: spans.length,
          services: [...new Set(sorted.map((span) => span.service))],
          error: spans.some((span) => span.status === "error"),
        }
      })
  }

  /** One trace's spans and log lines of all services, each in the order of time; undefined when it is not known. */
  get(traceId: string) {
    const trace = this.#traces.get(traceId)
    if (trace === undefined) return undefined
    const logs = trace.logs.toSorted((one, other) => one.timestamp.localeCompare(other.timestamp))
    return { traceId, spans: trace.spans.toSorted(byStart), logs }
  }

  #of(traceId: string): Trace {
    const known = this.#traces.get(traceId)
    if (known !== undefined) return known
    const trace: Trace = { spans: [], logs: [] }
    this.#traces.set(traceId, trace)
    const [oldest] = this.#traces.keys()
    if (this.#traces.size > kept && oldest !== undefined) this.#traces.delete(oldest)
    return trace
  }
}
