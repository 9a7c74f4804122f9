import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"

const shape = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** The W3C trace context of the current span, or undefined outside any. */
export const currentTraceparent: Effect.Effect<string | undefined> = Effect.map(
  Effect.option(Effect.currentSpan),
  (span) => (Option.isSome(span) ? format(span.value) : undefined),
)

const format = (span: Tracer.AnySpan): string => `00-${span.traceId}-${span.spanId}-${span.sampled ? "01" : "00"}`

/** The 32 hex digits by which logs, traces and problems find each other. */
export const traceIdOf = (traceparent: string | undefined): string | undefined => traceparent?.split("-")[1]

/** The span that a traceparent names, to be a parent or a link; undefined for anything that is not a traceparent. */
export const parseTraceparent = (traceparent: string | null | undefined): Tracer.ExternalSpan | undefined => {
  const [, traceId, spanId, flags] = shape.exec(traceparent ?? "") ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return Tracer.externalSpan({ traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 })
}

/** X-Ray's form of a traceparent, for EventBridge's `TraceHeader`. */
export const toXRayHeader = (traceparent: string): string | undefined => {
  const span = parseTraceparent(traceparent)
  return span === undefined
    ? undefined
    : `Root=1-${span.traceId.slice(0, 8)}-${span.traceId.slice(8)};Parent=${span.spanId};Sampled=${span.sampled ? 1 : 0}`
}
