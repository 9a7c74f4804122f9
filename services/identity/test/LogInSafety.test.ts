import { afterAll, assert, beforeAll, describe, it } from "vitest"
import {
  account,
  field,
  goodPassword,
  type IdentityUnderTest,
  isProblem,
  session,
  startIdentity,
} from "./IdentityUnderTest.ts"
import { startRecordingProxy } from "./RecordingProxy.ts"

type Proxy = Awaited<ReturnType<typeof startRecordingProxy>>
let proxy: Proxy
let identity: IdentityUnderTest
let second: IdentityUnderTest["service"]

beforeAll(async () => {
  identity = await startIdentity({ LOG_IN_ATTEMPTS_PER_ADDRESS: "100" }, async (url) => {
    proxy = await startRecordingProxy(url)
    return proxy.url
  })
  second = await identity.startSecondProcess()
})
afterAll(async () => {
  await second.close()
  await identity.close()
  await proxy.close()
})

describe("log-in does not tell whether an address exists", () => {
  const known = "known@quiet.example"
  const unknown = "unknown@quiet.example"
  beforeAll(async () => {
    await identity.signUp(known, "Quiet")
    await identity.setPassword(known)
  })

  it.each([
    ["magic-link", (email: string) => ({ email })],
    ["password-reset", (email: string) => ({ email })],
    ["password", (email: string) => ({ email, password: "not-the-password-at-all" })],
    ["sso/find", (email: string) => ({ email })],
  ])("%s: the same status, the same body, the same requests to Stytch", async (path, body) => {
    const seen = async (email: string) => {
      const answers: Array<{ status: number; body: unknown }> = []
      const asked = await proxy.during(async () => {
        const answer = await identity.post(`${session}/${path}`, body(email))
        const { traceId: _, ...told } = Object(answer.body)
        answers.push({ status: answer.status, body: told })
      })
      return { answers, asked }
    }
    assert.deepEqual(await seen(known), await seen(unknown))
  })
})

describe("guessing", () => {
  it("at one address is refused after ten attempts, counted over all processes, for known and unknown alike", async () => {
    const ada = await identity.signUp("ada@locked.example", "Locked")
    await identity.setPassword(ada.email)
    for (const email of [ada.email, "nobody@locked.example"]) {
      const statuses: Array<number> = []
      for (let attempt = 0; attempt < 12; attempt++) {
        const service = attempt % 2 === 0 ? identity.service : second
        const body = { email, password: `guess-number-${attempt}` }
        statuses.push((await service.request("POST", `${session}/password`, { body })).status)
      }
      assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 401), 429, 429], email)
    }
    const locked = await identity.post(`${session}/password`, { email: ada.email, password: goodPassword })
    isProblem(locked, 429, "too_many_requests")
    assert.isAbove(Number(field(locked, "retryAfterSeconds")), 500)
  })

  it.each([
    ["password-reset", 5],
    ["magic-link", 10],
  ])("mails to one address by %s end after %i, for known and unknown alike", async (path, allowed) => {
    const known = `known@${path}.example`
    await identity.signUp(known, path)
    for (const [email, before] of [
      [known, path === "magic-link" ? 1 : 0],
      [`unknown@${path}.example`, 0],
    ] as const) {
      const statuses: Array<number> = []
      for (let attempt = 0; attempt < allowed - before + 1; attempt++)
        statuses.push((await identity.post(`${session}/${path}`, { email })).status)
      assert.deepEqual(statuses, [...Array.from({ length: allowed - before }, () => 202), 429], email)
    }
  })

  it("from one network address is refused, whatever the addresses tried", async () => {
    const ask = (n: number) =>
      identity.post(
        `${session}/sso/find`,
        { email: `n${n}@spray.example` },
        { headers: { "x-forwarded-for": "198.51.100.9" } },
      )
    const statuses = new Set<number>()
    for (let n = 0; n < 101; n++) statuses.add((await ask(n)).status)
    assert.deepEqual([...statuses], [200, 429])
    assert.equal((await identity.post(`${session}/magic-link`, { email: "n0@spray.example" })).status, 202)
  })

  it("leaves nobody's address in the table of attempts", async () => {
    const rows = await identity.service.rows("select key from attempts")
    assert.isNotEmpty(rows)
    for (const { key } of rows) assert.match(String(key), /^[A-Za-z0-9_-]{43}$/)
  })
})

describe("while Stytch answers with errors", () => {
  const attemptsAt = async (path: string, run: () => Promise<unknown>) => {
    await identity.stytch.fault(path, 500, 3)
    const asked = await proxy.during(run)
    await fetch(`${identity.stytch.url}/_emulator/faults`, { method: "DELETE" })
    return asked.filter((one) => one.endsWith(path)).length
  }

  it("what only reads is tried three times, whatever authenticates or changes once", async () => {
    const ada = await identity.signUp("ada@retries.example", "Retries")
    const get = (path: string) => identity.service.request("GET", `${account}${path}`, { token: ada.jwt })
    const post = (path: string, body: object) => identity.post(`${session}${path}`, body)
    const b2b = "/v1/b2b"
    const token = "a-token"
    const tries = {
      "members.get": await attemptsAt(`${b2b}/organizations/${ada.organizationId}/member`, () => get("")),
      "sessions.get": await attemptsAt(`${b2b}/sessions`, () => get("/sessions")),
      strengthCheck: await attemptsAt(`${b2b}/passwords/strength_check`, () =>
        post("/password-strength", { password: "x" }),
      ),
      "organizations.list": await attemptsAt(`${b2b}/discovery/organizations`, () =>
        post("/memberships", { sessionToken: ada.token }),
      ),
      "organizations.get": await attemptsAt(`${b2b}/organizations/acme`, () =>
        post("/sso", { organizationSlug: "acme" }),
      ),
      "magicLinks.send": await attemptsAt(`${b2b}/magic_links/email/discovery/send`, () =>
        post("/magic-link", { email: "x@retries.example" }),
      ),
      "magicLinks.authenticate": await attemptsAt(`${b2b}/magic_links/authenticate`, () =>
        post("/authenticate", { tokenType: "multi_tenant_magic_links", token }),
      ),
      "discovery.authenticate": await attemptsAt(`${b2b}/magic_links/discovery/authenticate`, () =>
        post("/authenticate", { tokenType: "discovery", token }),
      ),
      "oauth.authenticate": await attemptsAt(`${b2b}/oauth/discovery/authenticate`, () =>
        post("/authenticate", { tokenType: "discovery_oauth", token, codeVerifier: "v" }),
      ),
      "sso.authenticate": await attemptsAt(`${b2b}/sso/authenticate`, () =>
        post("/authenticate", { tokenType: "sso", token }),
      ),
      "passwords.authenticate": await attemptsAt(`${b2b}/passwords/discovery/authenticate`, () =>
        post("/password", { email: "x@retries.example", password: "p" }),
      ),
      "passwords.reset": await attemptsAt(`${b2b}/passwords/discovery/email/reset`, () =>
        post("/password-reset/finish", { token, password: "p" }),
      ),
      "sessions.authenticate": await attemptsAt(`${b2b}/sessions/authenticate`, () =>
        post("/refresh", { sessionToken: ada.token }),
      ),
      "totps.authenticate": await attemptsAt(`${b2b}/totp/authenticate`, () =>
        post("/second-factor/totp", {
          organizationId: ada.organizationId,
          memberId: ada.memberId,
          sessionToken: ada.token,
          code: "123456",
        }),
      ),
    }
    assert.deepEqual(tries, {
      "members.get": 3,
      "sessions.get": 3,
      strengthCheck: 3,
      "organizations.list": 3,
      "organizations.get": 3,
      "magicLinks.send": 1,
      "magicLinks.authenticate": 1,
      "discovery.authenticate": 1,
      "oauth.authenticate": 1,
      "sso.authenticate": 1,
      "passwords.authenticate": 1,
      "passwords.reset": 1,
      "sessions.authenticate": 1,
      "totps.authenticate": 1,
    })
  })
})

describe("while Stytch is unwell", () => {
  it.each([
    ["with errors", { status: 500 }],
    ["with a proxy's page", { status: 502, html: true }],
    ["not in time", { latencyMs: 6_000 }],
  ])(
    "and answers %s, who is logged in goes on, log-in says why not, and it is over when it is over",
    async (_, how) => {
      const ada = await identity.signUp(`ada-${_.length}@unwell.example`, "Unwell")
      const ask = (path: string) => identity.service.request("GET", `/api/identity${path}`, { token: ada.jwt })
      const refresh = () => identity.post(`${session}/refresh`, { sessionToken: ada.token })
      const faults = (method: string, body?: object) =>
        fetch(`${identity.stytch.url}/_emulator/faults`, {
          method,
          headers: { "content-type": "application/json" },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
      await faults("POST", { path: "/v1", times: 100, ...how })
      const link = { email: "kay@unwell.example" }
      const answers = await Promise.all([refresh(), identity.post(`${session}/magic-link`, link)])
      for (const answer of answers) isProblem(answer, 503, "provider_unavailable")
      assert.equal((await ask("/members")).status, 200)
      assert.include((await ask("/session/options")).body, { available: false })
      await faults("DELETE")
      assert.equal((await refresh()).status, 200)
      assert.include((await ask("/session/options")).body, { available: true })
    },
  )
})

// The last: Stytch does not come back.
describe("while Stytch is away", () => {
  it("who is logged in goes on, log-in is refused with a reason, and the log-in page is told", async () => {
    const ada = await identity.signUp("ada@away.example", "Away")
    assert.deepEqual((await identity.service.request("GET", `${session}/options`)).body, {
      available: true,
      providers: ["google", "microsoft"],
    })
    assert.equal((await identity.service.request("GET", "/api/identity/members", { token: ada.jwt })).status, 200)
    await proxy.close()
    assert.equal((await identity.service.request("GET", "/api/identity/members", { token: ada.jwt })).status, 200)
    isProblem(await identity.post(`${session}/magic-link`, { email: "kay@away.example" }), 503, "provider_unavailable")
    isProblem(await identity.post(`${session}/refresh`, { sessionToken: ada.token }), 503, "provider_unavailable")
    assert.include((await identity.service.request("GET", `${session}/options`)).body, { available: false })
  })
})
