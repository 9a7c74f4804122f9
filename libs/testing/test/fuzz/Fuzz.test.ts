import { fuzz, type FuzzReport } from "@tango/testing/fuzz/Fuzz"
import { troublesOf } from "@tango/testing/fuzz/Troubles"
import { faultOf } from "@tango/testing/fuzz/Verdict"
import { startWorld, type World } from "@tango/testing/world/World"
import { afterAll, assert, beforeAll, describe, inject, it } from "vitest"

const request = { method: "GET", path: "/api/projects/projects", headers: {} }
const problem = { type: "urn:tango:problem:x", title: "X", status: 404, code: "x", traceId: "0".repeat(32) }
const headers = { "content-type": "application/problem+json" }

describe("what no answer may be is noticed", () => {
  it.each([
    ["a server error", { status: 503, headers, text: JSON.stringify({ ...problem, status: 503 }) }],
    ["an error as HTML", { status: 404, headers: { "content-type": "text/html" }, text: "<html>" }],
    ["an error without a body", { status: 404, headers: {}, text: "" }],
    ["a problem without a trace", { status: 404, headers, text: JSON.stringify({ ...problem, traceId: undefined }) }],
    ["a problem of another status", { status: 403, headers, text: JSON.stringify(problem) }],
    ["a problem without a code", { status: 404, headers, text: JSON.stringify({ ...problem, code: 7 }) }],
    ["our code", { status: 200, headers: {}, text: "SqlError: no\n    at Query (a.ts:1:1)" }],
  ])("%s", (_, answer) => assert.isDefined(faultOf(request, answer)))

  it("a proper problem, and a page that is one", () => {
    assert.isUndefined(faultOf(request, { status: 404, headers, text: JSON.stringify(problem) }))
    assert.isUndefined(faultOf(request, { status: 200, headers: { "content-type": "text/html" }, text: "<html>" }))
  })
})

describe("requests, webhooks and messages that nobody thought of", () => {
  let world: World
  let report: FuzzReport

  beforeAll(async () => {
    const postgresUrl = inject("postgresUrl")
    world = await startWorld({ postgresUrl })
    report = await fuzz({ world, postgresUrl, requests: 1_200, seed: 20_261_122 })
  }, 120_000)
  afterAll(() => world.close())

  it("bring about no server error, no answer that is none, no leak", () => {
    assert.deepEqual(report.findings, [])
    assert.deepEqual(troublesOf(report), [])
  })

  it("reach what lies behind the schemas as well", () => {
    for (const status of ["200", "201", "204", "400", "401", "404", "409", "422", "webhook 200", "message handled"])
      assert.isAbove(report.statuses[status] ?? 0, 0, status)
  })

  it("each trouble of a run is told", () => {
    const mebibyte = 1_048_576
    const fine: FuzzReport = {
      ...report,
      findings: [],
      unhandled: [],
      connections: 1,
      stuck: 0,
      rssAtTenth: 1,
      rssAtEnd: 1,
    }
    assert.deepEqual(troublesOf(fine), [])
    for (const trouble of [{ unhandled: ["x"] }, { connections: 1_000 }, { stuck: 1 }, { rssAtEnd: 100 * mebibyte }])
      assert.lengthOf(troublesOf({ ...fine, ...trouble }), 1)
  })
})
