import { queryRows } from "@tango/testing/ServiceUnderTest"
import { randomUUID } from "node:crypto"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Enterprise, field, isProblem, startEnterprise } from "./Enterprise.ts"

let at: Enterprise
beforeAll(async () => {
  at = await startEnterprise()
})
afterAll(() => at.close())

const events = async (memberId: string) =>
  (
    await at.service.rows("select type, detail->'data' as data from outbox where detail->'data'->>'memberId' = $1", [
      memberId,
    ])
  ).map((row) => ({ type: String(row["type"]), data: Object(row["data"]) }))

describe("a list of addresses", () => {
  it("gets a result for each, and no wrong one holds up the others", async () => {
    const ada = await at.signUp("ada@list.example", "List")
    const emails = [
      "Grace@list.example",
      "grace@list.example ",
      "no address",
      "ada@list.example",
      "kay@list.example",
      "",
    ]
    const list = () =>
      at.call(ada, "POST", "/invitations/list", { emails, role: "viewer" }, { "idempotency-key": "once" })
    const answer = await list()
    assert.deepEqual(field(answer, "results"), [
      { email: "grace@list.example", outcome: "invited" },
      { email: "no address", outcome: "invalid_address" },
      { email: "ada@list.example", outcome: "already_a_member" },
      { email: "kay@list.example", outcome: "invited" },
    ])
    assert.deepEqual((await list()).body, answer.body)
    assert.equal(at.stytch.mailsTo("kay@list.example"), 1)
  })
})

describe("an invitation", () => {
  it("is sent again, and revoked, and then is none", async () => {
    const ada = await at.signUp("ada@again.example", "Again")
    const invited = await at.call(ada, "POST", "/invitations", { email: "kay@again.example", role: "member" })
    const path = `/members/${String(field(invited, "memberId"))}/invitation`
    assert.equal((await at.call(ada, "POST", `${path}/resend`)).status, 200)
    assert.equal(at.stytch.mailsTo("kay@again.example"), 2)
    assert.include((await at.call(ada, "DELETE", path)).body, { status: "deactivated" })
    isProblem(await at.call(ada, "DELETE", path), 409, "not_invited")
    isProblem(await at.call(ada, "POST", `${path}/resend`), 409, "not_invited")
    const link = await at.service.request("POST", "/api/identity/session/authenticate", {
      body: at.stytch.link("kay@again.example"),
    })
    isProblem(link, 401, "link_invalid")
  })
})

describe("a member", () => {
  it("gets another role; less than before ends the sessions at once, and everybody hears of it", async () => {
    const ada = await at.signUp("ada@roles.example", "Roles")
    const grace = await at.join(ada, "grace@roles.example", "member")
    const path = `/members/${grace.memberId}/role`
    assert.include((await at.call(ada, "PUT", path, { role: "admin" })).body, { role: "admin" })
    const still = await at.dashboard.sessions.get({ organization_id: ada.organizationId, member_id: grace.memberId })
    assert.lengthOf(still.member_sessions, 1)
    assert.include((await at.call(ada, "PUT", path, { role: "viewer" })).body, { role: "viewer" })
    const none = await at.dashboard.sessions.get({ organization_id: ada.organizationId, member_id: grace.memberId })
    assert.lengthOf(none.member_sessions, 0)
    const heard = await events(grace.memberId)
    assert.deepInclude(
      heard.filter(({ type }) => type === "identity.session.revoked.v1").map(({ data }) => data),
      { organizationId: ada.organizationId, memberId: grace.memberId, sessionId: null, reason: "role_changed" },
    )
    assert.lengthOf(
      heard.filter(({ type }) => type === "identity.member.role-changed.v1"),
      2,
    )
  })

  it("is deactivated and comes back within the same second, in any list that asks for it", async () => {
    const ada = await at.signUp("ada@back.example", "Back")
    const grace = await at.join(ada, "grace@back.example", "member")
    const path = `/members/${grace.memberId}`
    assert.include((await at.call(ada, "POST", `${path}/deactivate`)).body, { status: "deactivated" })
    const refresh = { sessionToken: grace.token, transport: "body" }
    isProblem(
      await at.service.request("POST", "/api/identity/session/refresh", { body: refresh }),
      401,
      "session_ended",
    )
    assert.lengthOf(Object(field(await at.call(ada, "GET", "/members"), "items")), 1)
    const gone = await at.call(ada, "GET", "/members?status=deactivated")
    assert.deepInclude(field(gone, "items", "0"), { memberId: grace.memberId })
    assert.include((await at.call(ada, "POST", `${path}/reactivate`)).body, { status: "active" })
    assert.includeMembers(
      (await events(grace.memberId)).map(({ type }) => type),
      ["identity.member.deactivated.v1", "identity.session.revoked.v1", "identity.member.reactivated.v1"],
    )
  })

  it("loses second factors and sessions together when an admin resets them", async () => {
    const ada = await at.signUp("ada@lost.example", "Lost")
    const grace = await at.join(ada, "grace@lost.example", "member")
    const ids = { organization_id: ada.organizationId, member_id: grace.memberId }
    await at.dashboard.totps.create({ ...ids, session_token: grace.token })
    assert.equal((await at.call(ada, "POST", `/members/${grace.memberId}/mfa/reset`)).status, 200)
    assert.lengthOf((await at.dashboard.sessions.get(ids)).member_sessions, 0)
    const { member } = await at.dashboard.organizations.members.get(ids)
    assert.equal(member.totp_registration_id, "")
    assert.deepInclude(
      (await events(grace.memberId)).map(({ data }) => data),
      { organizationId: ada.organizationId, memberId: grace.memberId, sessionId: null, reason: "credentials_changed" },
    )
  })

  it("of another organization does not exist", async () => {
    const ada = await at.signUp("ada@here.example", "Here")
    const eve = await at.signUp("eve@there.example", "There")
    for (const [method, rest] of [
      ["GET", ""],
      ["POST", "/deactivate"],
      ["POST", "/reactivate"],
      ["POST", "/mfa/reset"],
      ["POST", "/invitation/resend"],
      ["DELETE", "/invitation"],
    ] as const)
      isProblem(await at.call(eve, method, `/members/${ada.memberId}${rest}`), 404, "not_found")
    isProblem(await at.call(eve, "PUT", `/members/${ada.memberId}/role`, { role: "viewer" }), 404, "not_found")
  })
})

describe("the last admin", () => {
  it("is neither demoted nor deactivated", async () => {
    const ada = await at.signUp("ada@last.example", "Last")
    await at.join(ada, "grace@last.example", "member")
    isProblem(await at.call(ada, "PUT", `/members/${ada.memberId}/role`, { role: "member" }), 409, "last_admin")
    isProblem(await at.call(ada, "POST", `/members/${ada.memberId}/deactivate`), 409, "last_admin")
  })

  it("stays, when two admins remove each other at the same moment: exactly one of them succeeds", async () => {
    for (let round = 0; round < 5; round++) {
      const ada = await at.signUp(`ada@duel-${round}.example`, `Duel ${round}`)
      const eve = await at.join(ada, `eve@duel-${round}.example`, "admin")
      const answers = await Promise.all([
        at.call(ada, "PUT", `/members/${eve.memberId}/role`, { role: "member" }),
        round % 2 === 0
          ? at.call(eve, "PUT", `/members/${ada.memberId}/role`, { role: "member" })
          : at.call(eve, "POST", `/members/${ada.memberId}/deactivate`),
      ])
      const [won, lost] = answers.map(({ status }) => status).toSorted((one, other) => one - other)
      assert.equal(won, 200)
      // Told that nobody else is left, or, a moment later, that the session ended with the role.
      assert.include([401, 409], lost)
      const admins = await at.service.rows(
        "select 1 from members where organization_id = $1 and role = 'admin' and status = 'active'",
        [ada.organizationId],
      )
      assert.lengthOf(admins, 1)
    }
  })
})

describe("ten thousand members", () => {
  it("are paged without gaps or repeats, searched, and read by an index", async () => {
    const ada = await at.signUp("ada@many.example", "Many")
    await at.service.rows(
      `insert into members (member_id, organization_id, email, name, role, status, region, joined, version, stytch_updated_at)
        select 'member-test-${randomUUID()}-' || n, $1, 'p' || lpad(n::text, 5, '0') || '@many.example',
          'Person ' || n, 'member', 'active', 'us-east-1', true, 1, 0 from generate_series(1, 9999) n`,
      [ada.organizationId],
    )
    const seen = new Set<string>()
    let cursor: unknown = ""
    let pages = 0
    while (cursor !== null) {
      const page = await at.call(ada, "GET", `/members?limit=100${pages++ === 0 ? "" : `&cursor=${String(cursor)}`}`)
      for (const { memberId } of Object(field(page, "items"))) seen.add(memberId)
      cursor = field(page, "next_cursor")
    }
    assert.deepEqual([pages, seen.size], [100, 10_000])

    const found = await at.call(ada, "GET", "/members?search=PERSON%209999")
    assert.deepInclude(field(found, "items", "0"), { email: "p09999@many.example" })
    assert.lengthOf(Object(field(await at.call(ada, "GET", "/members?role=admin"), "items")), 1)

    await queryRows(at.service.database.ownerUrl, "analyze members")
    const plan = await at.service.rows(
      `explain select * from members where organization_id = '${ada.organizationId}' and status <> 'deactivated'
        and (email, member_id) > ((select email from members where organization_id = '${ada.organizationId}'
          and member_id = '${ada.memberId}'), '${ada.memberId}') order by email, member_id limit 101`,
    )
    assert.match(plan.map((row) => String(row["QUERY PLAN"])).join("\n"), /Index Scan using members_by_email/)
  })
})
