import { type Answer, type ServiceUnderTest, startService } from "@tango/testing/ServiceUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { layerRoutes } from "../src/http/Routes.ts"
import { migrations } from "../src/persistence/Migrations.ts"
import { startStytchUnderTest, type StytchUnderTest } from "./StytchUnderTest.ts"

const session = "/api/identity/session"
let stytch: StytchUnderTest
let service: ServiceUnderTest

beforeAll(async () => {
  stytch = await startStytchUnderTest()
  service = await startService({ service: "identity", routes: layerRoutes, migrations, env: stytch.env })
})
afterAll(async () => {
  await service.close()
  await stytch.close()
})

const field = (answer: Answer, ...path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), answer.body)

const post = (path: string, body: unknown, options: { token?: string; headers?: Record<string, string> } = {}) =>
  service.request("POST", path, { body, ...options })

const openLink = async (email: string) => {
  assert.equal((await post(`${session}/magic-link`, { email })).status, 202)
  return post(`${session}/authenticate`, { ...stytch.link(email), transport: "body" })
}

const signUp = async (email: string, name: string) => {
  const opened = await openLink(email)
  const created = await post(`${session}/organizations`, {
    name,
    transport: "body",
    intermediateSessionToken: field(opened, "choice", "intermediateSessionToken"),
  })
  assert.equal(created.status, 201, JSON.stringify(created.body))
  return {
    jwt: String(field(created, "sessionJwt")),
    token: String(field(created, "sessionToken")),
    organizationId: String(field(created, "organization", "organizationId")),
    memberId: String(field(created, "member", "memberId")),
  }
}

const isProblem = (answer: Answer, status: number, code: string) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  assert.include(answer.body, { status, code })
  assert.match(String(field(answer, "traceId")), /^[0-9a-f]{32}$/)
}

describe("sign-up", () => {
  it("takes a magic link, creates the organization and makes its creator the admin", async () => {
    const opened = await openLink("ada@engines.example")
    assert.include(opened.body, { status: "choose_organization" })
    const ada = await signUp("ada@engines.example", "Analytical Engines")
    const organization = await service.request("GET", "/api/identity/organization", { token: ada.jwt })
    assert.include(organization.body, { name: "Analytical Engines", slug: "analytical-engines" })
    const members = await service.request("GET", "/api/identity/members", { token: ada.jwt })
    assert.deepInclude(field(members, "items", "0"), { email: "ada@engines.example", role: "admin", status: "active" })
    const events = await service.rows(
      "select type, sequence from outbox where organization_id = $1 order by created_at, type",
      [ada.organizationId],
    )
    assert.sameDeepMembers(
      [...events],
      [
        { type: "identity.organization.created.v1", sequence: 1 },
        { type: "identity.member.joined.v1", sequence: 1 },
      ],
    )
    const audited = await service.rows(
      "select actor_id, action, ip from audit_entries where organization_id = $1 order by action",
      [ada.organizationId],
    )
    assert.deepEqual(audited, [
      { actor_id: ada.memberId, action: "member.joined", ip: "127.0.0.1" },
      { actor_id: ada.memberId, action: "organization.created", ip: "127.0.0.1" },
    ])
  })

  it("gives a second organization of the same name a slug of its own", async () => {
    const [one, two] = [await signUp("one@twins.example", "Twins"), await signUp("two@twins.example", "Twins")]
    assert.notEqual(one.organizationId, two.organizationId)
  })

  it("answers the same for an address that Stytch will not take", async () => {
    assert.equal((await post(`${session}/magic-link`, { email: "bounced@nowhere.example" })).status, 202)
  })
})

describe("a browser's log-in", () => {
  const cookie = (answer: Answer, name: string) =>
    answer.headers.getSetCookie().find((line) => line.startsWith(`${name}=`)) ?? ""
  const value = (line: string) => line.split(";")[0] ?? ""

  it("keeps both tokens in HttpOnly cookies that only the session endpoints get", async () => {
    await post(`${session}/magic-link`, { email: "web@cookies.example" })
    const opened = await post(`${session}/authenticate`, stytch.link("web@cookies.example"))
    assert.isUndefined(field(opened, "choice", "intermediateSessionToken"))
    const intermediate = cookie(opened, "tango_intermediate")
    const origin = { origin: "http://localhost:8080" }
    const created = await post(
      `${session}/organizations`,
      { name: "Cookies" },
      { headers: { ...origin, cookie: value(intermediate) } },
    )
    assert.equal(created.status, 201)
    assert.isUndefined(field(created, "sessionToken"))
    const line = cookie(created, "tango_session")
    for (const attribute of ["HttpOnly", "Secure", "SameSite=Lax", `Path=${session}`]) assert.include(line, attribute)
    assert.match(cookie(created, "tango_intermediate"), /Max-Age=0/)
    const refreshed = await post(`${session}/refresh`, {}, { headers: { ...origin, cookie: value(line) } })
    assert.equal(refreshed.status, 200)
    isProblem(
      await post(`${session}/refresh`, {}, { headers: { origin: "https://evil.example", cookie: value(line) } }),
      403,
      "origin_refused",
    )
    isProblem(
      await post(`${session}/refresh`, {}, { headers: { "sec-fetch-site": "cross-site", cookie: value(line) } }),
      403,
      "origin_refused",
    )
    const out = await post(`${session}/log-out`, {}, { headers: { ...origin, cookie: value(line) } })
    assert.equal(out.status, 204)
    isProblem(
      await post(`${session}/refresh`, {}, { headers: { ...origin, cookie: value(line) } }),
      401,
      "session_ended",
    )
  })
})

describe("invitations", () => {
  it("accepted in a browser end whatever choice was in progress there, which may be another person's", async () => {
    const ada = await signUp("ada@shared.example", "Shared")
    await post("/api/identity/invitations", { email: "kay@shared.example", role: "member" }, { token: ada.jwt })
    const accepted = await post(`${session}/authenticate`, stytch.link("kay@shared.example"))
    const cleared = accepted.headers.getSetCookie().find((line) => line.startsWith("tango_intermediate="))
    assert.match(cleared ?? "", /^tango_intermediate=;.*Max-Age=0/)
  })

  it("bring a person in with the role given, and announce that it joined once", async () => {
    const ada = await signUp("ada@invites.example", "Invites")
    const invited = await post(
      "/api/identity/invitations",
      { email: "grace@invites.example", role: "member", name: "Grace Hopper" },
      { token: ada.jwt },
    )
    assert.equal(invited.status, 201, JSON.stringify(invited.body))
    assert.include(invited.body, { status: "invited", role: "member", name: "Grace Hopper" })
    const accepted = await post(`${session}/authenticate`, {
      ...stytch.link("grace@invites.example"),
      transport: "body",
    })
    assert.include(accepted.body, { status: "authenticated" })
    assert.deepInclude(field(accepted, "session", "member"), { role: "member" })
    const memberId = String(field(accepted, "session", "member", "memberId"))
    const events = await service.rows("select type, sequence from outbox where subject = $1 order by sequence", [
      `member/${memberId}`,
    ])
    assert.deepEqual(events, [
      { type: "identity.member.invited.v1", sequence: 1 },
      { type: "identity.member.joined.v1", sequence: 2 },
    ])
    const jwt = String(field(accepted, "session", "sessionJwt"))
    isProblem(
      await post("/api/identity/invitations", { email: "x@invites.example", role: "member" }, { token: jwt }),
      403,
      "forbidden",
    )
  })

  it("are refused for somebody who is a member, and sent once for an Idempotency-Key", async () => {
    const ada = await signUp("ada@repeat.example", "Repeat")
    isProblem(
      await post("/api/identity/invitations", { email: "ada@repeat.example", role: "member" }, { token: ada.jwt }),
      409,
      "already_a_member",
    )
    const invite = () =>
      post(
        "/api/identity/invitations",
        { email: "kay@repeat.example", role: "viewer" },
        { token: ada.jwt, headers: { "idempotency-key": "k" } },
      )
    const answers = await Promise.all([invite(), invite()])
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [201, 201],
    )
    assert.equal(stytch.mailsTo("kay@repeat.example"), 1)
  })
})

describe("sessions", () => {
  it("are refreshed with the session token, and end when logged out", async () => {
    const ada = await signUp("ada@refresh.example", "Refresh")
    const refreshed = await post(`${session}/refresh`, { sessionToken: ada.token, transport: "body" })
    assert.equal(refreshed.status, 200)
    assert.equal((await post(`${session}/log-out`, { sessionToken: ada.token })).status, 204)
    assert.equal((await post(`${session}/log-out`, { sessionToken: ada.token })).status, 204)
    isProblem(await post(`${session}/refresh`, { sessionToken: ada.token }), 401, "session_ended")
  })

  it("can be had for another organization of the same person, and for no other", async () => {
    const first = await signUp("both@switch.example", "First")
    const second = await signUp("both@switch.example", "Second")
    const foreign = await signUp("other@switch.example", "Foreign")
    const switched = await post(`${session}/exchange`, {
      organizationId: second.organizationId,
      sessionToken: first.token,
      transport: "body",
    })
    assert.equal(field(switched, "organization", "name"), "Second")
    isProblem(
      await post(`${session}/exchange`, {
        organizationId: foreign.organizationId,
        sessionToken: first.token,
        transport: "body",
      }),
      403,
      "not_a_member",
    )
  })
})

describe("bad input", () => {
  it("in a link is refused: used, expired, unknown", async () => {
    await openLink("used@links.example")
    const used = stytch.link("used@links.example")
    isProblem(await post(`${session}/authenticate`, used), 401, "link_invalid")
    isProblem(await post(`${session}/authenticate`, { tokenType: "discovery", token: "unknown" }), 401, "link_invalid")
    await post(`${session}/magic-link`, { email: "late@links.example" })
    stytch.clock.advance(61 * 60)
    isProblem(await post(`${session}/authenticate`, stytch.link("late@links.example")), 401, "link_invalid")
  })

  it("in an address, a name or a body is a problem that says where", async () => {
    isProblem(await post(`${session}/magic-link`, { email: "not an address" }), 400, "invalid_request")
    isProblem(await post(`${session}/magic-link`, { email: `${"a".repeat(250)}@x.example` }), 400, "invalid_request")
    isProblem(await post(`${session}/organizations`, { name: "a\u0000b" }), 400, "invalid_request")
    isProblem(await post(`${session}/organizations`, { name: "No proof" }), 401, "session_ended")
    isProblem(
      await post(`${session}/password`, { email: "x@y.example", password: "wrong" }),
      401,
      "credentials_invalid",
    )
  })

  it("does not become a 500 when Stytch is down", async () => {
    const fault = { path: "/v1/b2b/sessions/authenticate", status: 500, times: 1 }
    await fetch(`${stytch.url}/_emulator/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fault),
    })
    isProblem(await post(`${session}/refresh`, { sessionToken: "whatever" }), 503, "provider_unavailable")
  })
})
