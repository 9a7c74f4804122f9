import { RequestValidation } from "@tango/contracts/Problem"
import { type Answer, type ServiceUnderTest, startService } from "@tango/testing/ServiceUnderTest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { afterAll, afterEach, assert, beforeAll, describe, it, vi } from "vitest"
import { layerRequestValidation } from "../src/RequestValidationLive.ts"

const Even = Schema.Struct({ n: Schema.Int.check(Schema.makeFilter((n) => n % 2 === 0 || "must be even")) })

class BrokenApi extends HttpApi.make("broken")
  .add(
    HttpApiGroup.make("broken").add(
      HttpApiEndpoint.get("dies", "/dies", { success: Schema.Void }),
      HttpApiEndpoint.get("answersWrongly", "/answers-wrongly", { success: Even }),
      HttpApiEndpoint.post("takes", "/takes", { payload: Even, success: Even }),
    ),
  )
  .middleware(RequestValidation)
  .prefix("/api/projects") {}

const routes = HttpApiBuilder.layer(BrokenApi).pipe(
  Layer.provide(
    HttpApiBuilder.group(BrokenApi, "broken", (handlers) =>
      handlers
        .handle("dies", () => Effect.die(new Error("a secret detail")))
        .handle("answersWrongly", () => Effect.succeed({ n: 3 }))
        .handle("takes", ({ payload }) => Effect.succeed(payload)),
    ),
  ),
  Layer.provide(layerRequestValidation),
)

let service: ServiceUnderTest
beforeAll(async () => {
  service = await startService({ service: "projects", routes, migrations: {} })
})
afterAll(() => service.close())

const logged = vi.spyOn(console, "log").mockImplementation(() => {})
afterEach(() => logged.mockClear())
afterAll(() => logged.mockRestore())
const logText = () =>
  logged.mock.calls
    .map((line) => line.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" "))
    .join("\n")

const isProblem = (answer: Answer, status: number, code: string) => {
  assert.equal(answer.status, status)
  assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/)
  assert.include(answer.body, { type: `urn:tango:problem:${code}`, status, code })
  assert.match(String(Reflect.get(Object(answer.body), "traceId")), /^[0-9a-f]{32}$/)
}

describe("what a service answers when something is wrong", () => {
  it("a defect is a 500 that tells nothing, and one line of log that tells everything", async () => {
    const answer = await service.request("GET", "/api/projects/dies")
    isProblem(answer, 500, "internal_error")
    assert.deepEqual(
      Object.keys(Object(answer.body)).toSorted((a, b) => a.localeCompare(b)),
      ["code", "status", "title", "traceId", "type"],
    )
    assert.include(logText(), "a secret detail")
    assert.include(logText(), "A request failed unexpectedly")
  })

  it("a response that breaks its own contract is our fault, not the client's", async () => {
    isProblem(await service.request("GET", "/api/projects/answers-wrongly"), 500, "internal_error")
    assert.include(logText(), "A response could not be encoded")
  })

  it("a request that cannot be decoded says where it is wrong", async () => {
    const answer = await service.request("POST", "/api/projects/takes", { body: { n: 3 } })
    isProblem(answer, 400, "invalid_request")
    assert.deepEqual(Reflect.get(Object(answer.body), "errors"), [{ path: ["payload", "n"], message: "must be even" }])
    assert.notInclude(logText(), "unexpectedly")
  })

  it("what is asked of the wrong address, by the wrong type or too long is a problem as well", async () => {
    isProblem(await service.request("GET", "/api/projects/nowhere"), 404, "not_found")
    const xml = { body: "<n>2</n>", headers: { "content-type": "application/xml" } }
    isProblem(await service.request("POST", "/api/projects/takes", xml), 415, "unsupported_media_type")
    isProblem(
      await service.request("POST", "/api/projects/takes", { body: { n: 2, x: "y".repeat(1_100_000) } }),
      413,
      "payload_too_large",
    )
  })

  it("is not shown to anybody else: headers forbid sniffing, framing and caching", async () => {
    const { headers } = await service.request("POST", "/api/projects/takes", { body: { n: 2 } })
    assert.equal(headers.get("x-content-type-options"), "nosniff")
    assert.equal(headers.get("cache-control"), "no-store")
    assert.include(headers.get("content-security-policy") ?? "", "default-src 'none'")
    assert.match(headers.get("traceparent") ?? "", /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  })

  it("a change is logged with what it was and how it went, without its query", async () => {
    await service.request("POST", "/api/projects/takes?token=secret", { body: { n: 2 } })
    assert.include(logText(), "/api/projects/takes")
    assert.notInclude(logText(), "secret")
  })
})
