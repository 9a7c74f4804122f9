import { expect, it } from "vitest"
import { currentTraceId, startTrace, traceparent } from "../src/api/Trace.ts"

it("writes a W3C traceparent: sampled, one trace per action, one span per request", () => {
  const trace = currentTraceId()
  expect(traceparent(trace)).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`))
  expect(trace).toMatch(/^[0-9a-f]{32}$/)
  expect(traceparent(trace)).not.toBe(traceparent(trace))
  expect(currentTraceId()).toBe(trace)
  startTrace()
  expect(currentTraceId()).not.toBe(trace)
})
