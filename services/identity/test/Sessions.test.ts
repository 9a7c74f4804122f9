import { afterAll, assert, beforeAll, describe, it } from "vitest"
import {
  cookie,
  cookieValue as value,
  field,
  type IdentityUnderTest,
  isProblem,
  session,
  startIdentity,
} from "./IdentityUnderTest.ts"

let identity: IdentityUnderTest
beforeAll(async () => {
  identity = await startIdentity()
})
afterAll(() => identity.close())

describe("sign-up", () => {
  it("takes a magic link, creates the organization and makes its creator the admin", async () => {
    const opened = await identity.openLink("ada@engines.example")
    assert.include(opened.body, { status: "choose_organization" })
    const ada = await identity.signUp("ada@engines.example", "Analytical Engines")
    const organization = await identity.service.request("GET", "/api/identity/organization", { token: ada.jwt })
    assert.include(organization.body, { name: "Analytical Engines", slug: "analytical-engines" })
    const members = await identity.service.request("GET", "/api/identity/members", { token: ada.jwt })
    assert.deepInclude(field(members, "items", "0"), { email: "ada@engines.example", role: "admin", status: "active" })
    const events = await identity.service.rows(
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
    const audited = await identity.service.rows(
      "select actor_id, action, ip from audit_entries where organization_id = $1 order by action",
      [ada.organizationId],
    )
    assert.deepEqual(audited, [
      { actor_id: ada.memberId, action: "member.joined", ip: "127.0.0.1" },
      { actor_id: ada.memberId, action: "organization.created", ip: "127.0.0.1" },
    ])
  })

  it("gives a second organization of the same name a slug of its own", async () => {
    const [one, two] = [
      await identity.signUp("one@twins.example", "Twins"),
      await identity.signUp("two@twins.example", "Twins"),
    ]
    assert.notEqual(one.organizationId, two.organizationId)
  })

  it("answers the same for an address that Stytch will not take", async () => {
    assert.equal((await identity.post(`${session}/magic-link`, { email: "bounced@nowhere.example" })).status, 202)
  })
})

describe("a browser's log-in", () => {
  it("keeps both tokens in HttpOnly cookies that only the session endpoints get", async () => {
    await identity.post(`${session}/magic-link`, { email: "web@cookies.example" })
    const opened = await identity.post(`${session}/authenticate`, identity.stytch.link("web@cookies.example"))
    assert.isUndefined(field(opened, "choice", "intermediateSessionToken"))
    const intermediate = cookie(opened, "tango_intermediate")
    const origin = { origin: "http://localhost:8080" }
    const created = await identity.post(
      `${session}/organizations`,
      { name: "Cookies" },
      { headers: { ...origin, cookie: value(intermediate) } },
    )
    assert.equal(created.status, 201)
    assert.isUndefined(field(created, "sessionToken"))
    const line = cookie(created, "tango_session")
    for (const attribute of ["HttpOnly", "Secure", "SameSite=Lax", `Path=${session}`]) assert.include(line, attribute)
    assert.match(cookie(created, "tango_intermediate"), /Max-Age=0/)
    const refreshed = await identity.post(`${session}/refresh`, {}, { headers: { ...origin, cookie: value(line) } })
    assert.equal(refreshed.status, 200)
    isProblem(
      await identity.post(
        `${session}/refresh`,
        {},
        { headers: { origin: "https://evil.example", cookie: value(line) } },
      ),
      403,
      "origin_refused",
    )
    isProblem(
      await identity.post(
        `${session}/refresh`,
        {},
        { headers: { "sec-fetch-site": "cross-site", cookie: value(line) } },
      ),
      403,
      "origin_refused",
    )
    const out = await identity.post(`${session}/log-out`, {}, { headers: { ...origin, cookie: value(line) } })
    assert.equal(out.status, 204)
    isProblem(
      await identity.post(`${session}/refresh`, {}, { headers: { ...origin, cookie: value(line) } }),
      401,
      "session_ended",
    )
  })
})

describe("invitations", () => {
  it("accepted in a browser end whatever choice was in progress there, which may be another person's", async () => {
    const ada = await identity.signUp("ada@shared.example", "Shared")
    await identity.post(
      "/api/identity/invitations",
      { email: "kay@shared.example", role: "member" },
      { token: ada.jwt },
    )
    const accepted = await identity.post(`${session}/authenticate`, identity.stytch.link("kay@shared.example"))
    const cleared = accepted.headers.getSetCookie().find((line) => line.startsWith("tango_intermediate="))
    assert.match(cleared ?? "", /^tango_intermediate=;.*Max-Age=0/)
  })

  it("bring a person in with the role given, and announce that it joined once", async () => {
    const ada = await identity.signUp("ada@invites.example", "Invites")
    const invited = await identity.post(
      "/api/identity/invitations",
      { email: "grace@invites.example", role: "member", name: "Grace Hopper" },
      { token: ada.jwt },
    )
    assert.equal(invited.status, 201, JSON.stringify(invited.body))
    assert.include(invited.body, { status: "invited", role: "member", name: "Grace Hopper" })
    const accepted = await identity.post(`${session}/authenticate`, {
      ...identity.stytch.link("grace@invites.example"),
      transport: "body",
    })
    assert.include(accepted.body, { status: "authenticated" })
    assert.deepInclude(field(accepted, "session", "member"), { role: "member" })
    const memberId = String(field(accepted, "session", "member", "memberId"))
    const events = await identity.service.rows(
      "select type, sequence from outbox where subject = $1 order by sequence",
      [`member/${memberId}`],
    )
    assert.deepEqual(events, [
      { type: "identity.member.invited.v1", sequence: 1 },
      { type: "identity.member.joined.v1", sequence: 2 },
    ])
    const jwt = String(field(accepted, "session", "sessionJwt"))
    isProblem(
      await identity.post("/api/identity/invitations", { email: "x@invites.example", role: "member" }, { token: jwt }),
      403,
      "forbidden",
    )
  })

  it("are refused for somebody who is a member, and sent once for an Idempotency-Key", async () => {
    const ada = await identity.signUp("ada@repeat.example", "Repeat")
    isProblem(
      await identity.post(
        "/api/identity/invitations",
        { email: "ada@repeat.example", role: "member" },
        { token: ada.jwt },
      ),
      409,
      "already_a_member",
    )
    const invite = () =>
      identity.post(
        "/api/identity/invitations",
        { email: "kay@repeat.example", role: "viewer" },
        { token: ada.jwt, headers: { "idempotency-key": "k" } },
      )
    const answers = await Promise.all([invite(), invite()])
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [201, 201],
    )
    assert.equal(identity.stytch.mailsTo("kay@repeat.example"), 1)
  })
})

describe("sessions", () => {
  it("are refreshed with the session token, and end when logged out", async () => {
    const ada = await identity.signUp("ada@refresh.example", "Refresh")
    const refreshed = await identity.post(`${session}/refresh`, { sessionToken: ada.token, transport: "body" })
    assert.equal(refreshed.status, 200)
    assert.equal((await identity.post(`${session}/log-out`, { sessionToken: ada.token })).status, 204)
    assert.equal((await identity.post(`${session}/log-out`, { sessionToken: ada.token })).status, 204)
    isProblem(await identity.post(`${session}/refresh`, { sessionToken: ada.token }), 401, "session_ended")
  })

  it("can be had for another organization of the same person, and for no other", async () => {
    const first = await identity.signUp("both@switch.example", "First")
    const second = await identity.signUp("both@switch.example", "Second")
    const foreign = await identity.signUp("other@switch.example", "Foreign")
    const switched = await identity.post(`${session}/exchange`, {
      organizationId: second.organizationId,
      sessionToken: first.token,
      transport: "body",
    })
    assert.equal(field(switched, "organization", "name"), "Second")
    isProblem(
      await identity.post(`${session}/exchange`, {
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
    await identity.openLink("used@links.example")
    const used = identity.stytch.link("used@links.example")
    isProblem(await identity.post(`${session}/authenticate`, used), 401, "link_invalid")
    isProblem(
      await identity.post(`${session}/authenticate`, { tokenType: "discovery", token: "unknown" }),
      401,
      "link_invalid",
    )
    await identity.post(`${session}/magic-link`, { email: "late@links.example" })
    identity.stytch.clock.advance(61 * 60)
    isProblem(
      await identity.post(`${session}/authenticate`, identity.stytch.link("late@links.example")),
      401,
      "link_invalid",
    )
  })

  it("in an address, a name or a body is a problem that says where", async () => {
    isProblem(await identity.post(`${session}/magic-link`, { email: "not an address" }), 400, "invalid_request")
    isProblem(
      await identity.post(`${session}/magic-link`, { email: `${"a".repeat(250)}@x.example` }),
      400,
      "invalid_request",
    )
    isProblem(await identity.post(`${session}/organizations`, { name: "a\u0000b" }), 400, "invalid_request")
    isProblem(await identity.post(`${session}/organizations`, { name: "No proof" }), 401, "session_ended")
    isProblem(
      await identity.post(`${session}/password`, { email: "x@y.example", password: "wrong" }),
      401,
      "credentials_invalid",
    )
  })

  it("does not become a 500 when Stytch is down", async () => {
    await identity.stytch.fault("/v1/b2b/sessions/authenticate", 500)
    isProblem(await identity.post(`${session}/refresh`, { sessionToken: "whatever" }), 503, "provider_unavailable")
  })
})
