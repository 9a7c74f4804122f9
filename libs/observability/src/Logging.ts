import * as Array from "effect/Array"
import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import * as Formatter from "effect/Formatter"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"

/** Who is speaking: on every log line, metric and span. */
export interface Emitter {
  readonly service: string
  readonly environment: string
}

/** Log levels as CloudWatch queries expect them, in upper case. */
const line = (emitter: Emitter) =>
  Logger.make(({ cause, date, fiber, logLevel, message }) => {
    const span = fiber.cache.span
    const parts = Array.ensure(message)
    return Formatter.formatJson({
      timestamp: date.toISOString(),
      level: logLevel.toUpperCase(),
      message: parts.length === 1 ? parts[0] : parts,
      service: emitter.service,
      env: emitter.environment,
      ...(span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId }),
      ...fiber.getRef(References.CurrentLogAnnotations),
      ...(cause.reasons.length === 0 ? {} : { cause: Cause.pretty(cause) }),
    })
  })

/** One JSON object a line on stdout, with the trace and span of the fiber that speaks; `LOG_LEVEL` is "Info" unless set. */
export const layerLogging = (emitter: Emitter) =>
  Layer.merge(
    Logger.layer([Logger.withConsoleLog(line(emitter))]),
    Layer.effect(References.MinimumLogLevel, Config.LogLevel("LOG_LEVEL").pipe(Config.withDefault("Info"))),
  )
