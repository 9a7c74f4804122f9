import { createHmac, randomUUID } from "node:crypto"
import { beforeAll, describe, expect, it } from "vitest"
import { authenticate, expectProblem, type Founder, logInAs, proofFor, send, signUp } from "./journey/Client.ts"
import { findStack } from "./journey/RunningStack.ts"
import { now } from "./journey/Signatures.ts"
import { claimsOf, headerOf, resigned, tokenOf } from "./journey/Tokens.ts"

const stack = findStack()
const projects = "/api/projects/projects"
const mebibyte = 1_048_576
let ada: Founder

beforeAll(async () => {
  ada = await signUp(stack, "Bad Input Ltd")
})

const createProject = (token: string, body: unknown, headers: Record<string, string> = {}) =>
  send<{ projectId: string }>(stack, "POST", projects, { token, body, headers })

describe("a body that is none", () => {
  it.each([
    ["cut off", '{"name": "Diff'],
    ["no JSON", "name=Difference+Engine"],
    ["empty", ""],
    ["an array", "[]"],
    ["of another shape", '{"name": 7}'],
    ["nested too deep", "[".repeat(50_000)],
  ])("is refused: %s", async (_, body) => {
    expectProblem(await createProject(ada.token, body), 400, "invalid_request")
  })

  it("is refused over 1 MiB, at a service and at a webhook, with a length told or not", async () => {
    const body = "x".repeat(mebibyte + 1)
    expectProblem(await createProject(ada.token, body), 413)
    expectProblem(await send(stack, "POST", "/webhooks/stripe", { body }), 413)
    for (const path of [projects, "/webhooks/stripe"]) {
      const headers = { authorization: `Bearer ${ada.token}`, "content-type": "application/json" }
      const stream = new Blob([body]).stream()
      const response = await fetch(stack.gateway + path, { method: "POST", headers, body: stream, duplex: "half" })
      expect(response.status).toBe(413)
    }
  })

  it("leaves nothing behind", async () => {
    const { body } = await send<{ items: ReadonlyArray<unknown> }>(stack, "GET", projects, { token: ada.token })
    expect(body.items).toEqual([])
  })
})

describe("an address that is none", () => {
  it.each(["/api/nothing/here", "/webhooks/nobody", "/api/projects/nothing", "/api/projects/%00", "/api/%zz"])(
    "is not found: %s",
    async (path) => expectProblem(await send(stack, "GET", path, { token: ada.token }), 404, "not_found"),
  )
})

describe("a token that is not Stytch's, or not any more", () => {
  const forgeries: ReadonlyArray<readonly [string, (jwt: string) => string | Promise<string>]> = [
    ["no token at all", () => "nothing"],
    [
      "other claims under the old signature",
      (jwt) => {
        const claims = { ...claimsOf(jwt), sub: "member-test-someone-else" }
        return tokenOf(headerOf(jwt), claims, jwt.split(".")[2] ?? "")
      },
    ],
    ["`alg: none`", (jwt) => tokenOf({ ...headerOf(jwt), alg: "none" }, claimsOf(jwt), "")],
    [
      "`alg: HS256` with a key that we know",
      (jwt) => {
        const unsigned = tokenOf({ ...headerOf(jwt), alg: "HS256" }, claimsOf(jwt), "")
        return unsigned + createHmac("sha256", "public").update(unsigned.slice(0, -1)).digest("base64url")
      },
    ],
    [
      "a key id that nobody published",
      (jwt) => tokenOf({ ...headerOf(jwt), kid: "jwk-test-unknown" }, claimsOf(jwt), jwt.split(".")[2] ?? ""),
    ],
    ["expired", (jwt) => resigned(jwt, { exp: now() - 60 })],
    ["not valid yet", (jwt) => resigned(jwt, { nbf: now() + 60 })],
    ["another project's", (jwt) => resigned(jwt, { iss: "stytch.com/project-test-other" })],
    ["for another audience", (jwt) => resigned(jwt, { aud: ["project-test-other"] })],
  ]

  it.each(forgeries)("is refused by every service: %s", async (_, forge) => {
    const token = await forge(ada.token)
    for (const path of [
      "/api/identity/organization",
      "/api/billing/subscription",
      "/api/entitlements/organization",
      projects,
    ])
      expectProblem(await send(stack, "GET", path, { token }), 401, "unauthenticated")
  })

  it("is taken when nothing is wrong with it, signed by the same hand", async () => {
    const token = await resigned(ada.token, { exp: now() + 60 })
    expect((await send(stack, "GET", projects, { token })).status).toBe(200)
  })
})

describe("somebody who may not", () => {
  it("finds no project of another organization, by whatever way", async () => {
    const grace = await signUp(stack, "Next Door Ltd")
    const { body } = await createProject(grace.token, { name: "Note G" })
    const path = `${projects}/${body.projectId}`
    for (const id of [body.projectId, "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c"]) {
      expectProblem(await send(stack, "GET", `${projects}/${id}`, { token: ada.token }), 404, "not_found")
      expectProblem(await send(stack, "POST", `${projects}/${id}/archive`, { token: ada.token }), 404, "not_found")
    }
    const own = await send<{ status: string }>(stack, "GET", path, { token: grace.token })
    expect(own.body.status).toBe("active")
  })

  it("writes nothing as a viewer", async () => {
    const token = await logInAs(stack, "viewer")
    expect((await send(stack, "GET", projects, { token })).status).toBe(200)
    expectProblem(await createProject(token, { name: "Note G" }), 403, "forbidden")
    const checkout = { price: "pro_monthly", seats: 1 }
    expectProblem(await send(stack, "POST", "/api/billing/checkout", { token, body: checkout }), 403, "forbidden")
    const invitation = { email: "new@example.com", role: "admin" }
    expectProblem(await send(stack, "POST", "/api/identity/invitations", { token, body: invitation }), 403, "forbidden")
  })

  it("logs in with no link twice, and with none that was never sent", async () => {
    const proof = await proofFor(stack, `once-${randomUUID().slice(0, 8)}@example.com`)
    expect((await authenticate(stack, proof)).status).toBe(200)
    expectProblem(await authenticate(stack, proof), 401, "link_invalid")
    expectProblem(await authenticate(stack, { ...proof, token: "never-sent" }), 401, "link_invalid")
  })
})

describe("headers that are garbage", () => {
  it("too many, by a lot or by a little: a problem from the edge, never from behind it", async () => {
    const lengths = [...Array.from({ length: 25 }, (_, index) => 14_000 + index * 100), 20_000]
    const statuses = new Set<number>()
    for (const length of lengths) {
      const headers = { "x-garbage": "x".repeat(length) }
      const answer = await send(stack, "GET", projects, { token: ada.token, headers })
      statuses.add(answer.status)
      if (answer.status !== 200) expectProblem(answer, 431, "headers_too_large")
    }
    expect([...statuses]).toEqual([200, 431])
  })

  it.each([
    ["a word", "none"],
    ["nothing", ""],
    ["no digits", "00-zz-zz-01"],
    ["zeros", `00-${"0".repeat(32)}-${"0".repeat(16)}-01`],
    ["5 kB", "x".repeat(5000)],
  ])("a traceparent that is none: %s", async (_, traceparent) => {
    const answer = await createProject("nobody", { name: "Note G" }, { traceparent })
    expectProblem(answer, 401, "unauthenticated")
    expect(answer.text).not.toContain("0".repeat(32))
  })

  it("an Idempotency-Key of 300 characters, or of none", async () => {
    for (const key of ["k".repeat(300), ""]) {
      const answer = await createProject(ada.token, { name: "Note G" }, { "idempotency-key": key })
      expectProblem(answer, 400, "invalid_request")
    }
  })
})
