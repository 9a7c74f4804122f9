import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as OtlpExporter from "effect/observability/OtlpExporter"

/** Sends the spans that are waiting: a Lambda function may be frozen as soon as it has answered. */
export const flushSpans = Effect.gen(function* () {
  const flusher = yield* Effect.serviceOption(OtlpExporter.Flusher)
  if (Option.isSome(flusher)) yield* Effect.timeoutOption(flusher.value.flush, "2 seconds")
})
