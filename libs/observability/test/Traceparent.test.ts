import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { currentTraceparent, parseTraceparent, toXRayHeader } from "../src/Traceparent.ts"

const traceId = "0af7651916cd43dd8448eb211c80319c"
const spanId = "b7ad6b7169203331"

describe("W3C trace context", () => {
  it.effect("of the current span leads back to it", () =>
    Effect.gen(function* () {
      const span = yield* Effect.currentSpan
      const parsed = parseTraceparent(yield* currentTraceparent)
      assert.strictEqual(parsed?.traceId, span.traceId)
      assert.strictEqual(parsed?.spanId, span.spanId)
      assert.strictEqual(parsed?.sampled, span.sampled)
    }).pipe(Effect.withSpan("here")),
  )

  it.effect("is absent outside any span", () =>
    Effect.map(currentTraceparent, (traceparent) => assert.isUndefined(traceparent)),
  )

  it.each([
    undefined,
    null,
    "",
    "garbage",
    `00-${traceId}-${spanId}`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${"0".repeat(32)}-${spanId}-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    `00-${traceId}-${spanId}-01-more`,
  ])("is not read from %s", (text) => {
    assert.isUndefined(parseTraceparent(text))
  })

  it("becomes X-Ray's header, with the same ids", () => {
    assert.strictEqual(
      toXRayHeader(`00-${traceId}-${spanId}-01`),
      `Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=${spanId};Sampled=1`,
    )
    assert.strictEqual(toXRayHeader(`00-${traceId}-${spanId}-00`)?.endsWith("Sampled=0"), true)
  })
})
