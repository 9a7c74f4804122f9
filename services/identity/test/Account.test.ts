import { SystemSql } from "@tango/tenancy/Database"
import { ConfigProvider, Effect, Layer } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { SignInRetention } from "../src/SignInRetention.ts"
import {
  account,
  field,
  type IdentityUnderTest,
  isProblem,
  type Person,
  session,
  startIdentity,
} from "./IdentityUnderTest.ts"

let identity: IdentityUnderTest
beforeAll(async () => {
  identity = await startIdentity()
})
afterAll(() => identity.close())

const get = (path: string, { jwt }: Person) => identity.service.request("GET", `${account}${path}`, { token: jwt })
const own = async (person: Person) =>
  field(await get("/sessions", person), "items") as ReadonlyArray<Record<string, unknown>>

describe("the own account", () => {
  it("shows what belongs to the person, and takes another name everywhere", async () => {
    const ada = await identity.signUp("ada@profile.example", "Profile")
    assert.deepInclude((await get("", ada)).body, {
      email: ada.email,
      pendingEmail: null,
      hasPassword: false,
      secondFactor: { totp: false, phone: null, required: false },
    })
    const renamed = await identity.service.request("PATCH", account, { token: ada.jwt, body: { name: "Ada Lovelace" } })
    assert.include(renamed.body, { name: "Ada Lovelace" })
    const events = await identity.events("identity.member.updated.v1", ada)
    assert.deepInclude(events[0]?.["data"], { name: "Ada Lovelace", memberId: ada.memberId })
    isProblem(
      await identity.service.request("PATCH", account, { token: ada.jwt, body: { name: "a\u0007b" } }),
      400,
      "invalid_request",
    )
  })

  it("keeps a history of log-ins, newest first, with address and browser", async () => {
    const ada = await identity.signUp("ada@history.example", "History")
    await identity.post(`${session}/magic-link`, { email: ada.email })
    const opened = await identity.post(`${session}/authenticate`, {
      ...identity.stytch.link(ada.email),
      transport: "body",
    })
    await identity.post(
      `${session}/exchange`,
      {
        organizationId: ada.organizationId,
        transport: "body",
        intermediateSessionToken: field(opened, "choice", "intermediateSessionToken"),
      },
      { headers: { "x-forwarded-for": "10.9.9.9, 203.0.113.7", "user-agent": "Loom/1.0" } },
    )
    const first = await get("/sign-ins?limit=1", ada)
    assert.deepInclude(field(first, "items", "0"), {
      address: "203.0.113.7",
      userAgent: "Loom/1.0",
      method: "magic_link",
    })
    const second = await get(`/sign-ins?limit=1&cursor=${String(field(first, "next_cursor"))}`, ada)
    assert.equal(field(second, "items", "0", "method"), "magic_link")
    assert.isNull(field(second, "next_cursor"))
    const foreign = await identity.signUp("eve@history.example", "Other History")
    assert.lengthOf(field(await get("/sign-ins", foreign), "items") as ReadonlyArray<unknown>, 1)
  })

  it("loses what is older than the retention, and nothing younger", async () => {
    const ada = await identity.signUp("ada@old.example", "Old Log-ins")
    await identity.logIn(ada)
    const aged = "update sign_ins set at = now() - $3::interval where member_id = $1 and sign_in_id = (select"
    const age = (which: "min" | "max", by: string) =>
      identity.service.rows(
        `${aged} ${which}(sign_in_id::text)::uuid from sign_ins where member_id = $1 and organization_id = $2)`,
        [ada.memberId, ada.organizationId, by],
      )
    await age("min", "31 days")
    await age("max", "29 days")
    const config = ConfigProvider.layer(
      ConfigProvider.fromUnknown({ ...identity.service.env, SIGN_IN_RETENTION_DAYS: "30" }),
    )
    const pruned = await SignInRetention.use(({ prune }) => prune).pipe(
      Effect.provide(SignInRetention.layer.pipe(Layer.provide(SystemSql.layer), Layer.provide(config))),
      Effect.runPromise,
    )
    assert.equal(pruned, 1)
    assert.lengthOf(field(await get("/sign-ins", ada), "items") as ReadonlyArray<unknown>, 1)
  })
})

describe("own sessions", () => {
  it("are listed; one or all others are ended, and that is announced", async () => {
    const here = await identity.signUp("ada@sessions.example", "Sessions")
    const [there, elsewhere] = [await identity.logIn(here), await identity.logIn(here)]
    const listed = await own(here)
    assert.lengthOf(listed, 3)
    assert.lengthOf(
      listed.filter((one) => one["current"] === true),
      1,
    )
    const current = (await own(there)).find((one) => one["current"] === true)
    const revoke = (id: unknown, { jwt }: Person) =>
      identity.service.request("DELETE", `${account}/sessions/${String(id)}`, { token: jwt })
    assert.equal((await revoke(current?.["sessionId"], here)).status, 204)
    isProblem(await identity.post(`${session}/refresh`, { sessionToken: there.token }), 401, "session_ended")
    isProblem(await revoke(current?.["sessionId"], here), 404, "not_found")
    const others = await identity.post(`${account}/sessions/revoke-others`, undefined, { token: here.jwt })
    assert.deepEqual(others.body, { revoked: 1 })
    isProblem(await identity.post(`${session}/refresh`, { sessionToken: elsewhere.token }), 401, "session_ended")
    assert.equal((await identity.post(`${session}/refresh`, { sessionToken: here.token })).status, 200)
    const events = await identity.events("identity.session.revoked.v1", here)
    assert.lengthOf(events, 2)
    assert.deepInclude(events[0]?.["data"], { memberId: here.memberId, sessionId: current?.["sessionId"] })
  })

  it("of others cannot be ended, not even within the organization", async () => {
    const ada = await identity.signUp("ada@foreign.example", "Foreign")
    const eve = await identity.signUp("eve@foreign.example", "Evil")
    const [of] = await own(ada)
    isProblem(
      await identity.service.request("DELETE", `${account}/sessions/${String(of?.["sessionId"])}`, { token: eve.jwt }),
      404,
      "not_found",
    )
    assert.equal((await identity.post(`${session}/refresh`, { sessionToken: ada.token })).status, 200)
  })

  it("all end when logging out everywhere", async () => {
    const here = await identity.signUp("ada@everywhere.example", "Everywhere")
    const there = await identity.logIn(here)
    const out = await identity.post(`${session}/log-out`, { sessionToken: here.token, everywhere: true })
    assert.equal(out.status, 204)
    isProblem(await identity.post(`${session}/refresh`, { sessionToken: there.token }), 401, "session_ended")
    const [event] = await identity.events("identity.session.revoked.v1", here)
    assert.deepInclude(event?.["data"], { memberId: here.memberId, sessionId: null, reason: "log_out" })
  })

  it("that have ended change nothing any more, although their JWT lives on", async () => {
    const ada = await identity.signUp("ada@ended.example", "Ended")
    await identity.post(`${session}/log-out`, { sessionToken: ada.token })
    assert.equal((await get("", ada)).status, 200)
    isProblem(
      await identity.service.request("PATCH", account, { token: ada.jwt, body: { name: "Ghost" } }),
      401,
      "unauthenticated",
    )
  })
})

describe("another e-mail address", () => {
  it("is confirmed at both ends, the present one first", async () => {
    const ada = await identity.signUp("ada@old.example", "Addresses")
    const change = (email: string) => identity.post(`${account}/email`, { email }, { token: ada.jwt })
    isProblem(await change(ada.email), 409, "email_taken")
    assert.equal((await change("ada@new.example")).status, 202)
    assert.equal(identity.stytch.mailsTo("ada@new.example"), 0)
    assert.equal(field(await get("", ada), "pendingEmail"), "ada@new.example")
    const { token } = identity.stytch.link(ada.email)
    const confirmed = await identity.post(`${session}/email-change`, { token })
    assert.deepEqual(confirmed.body, { newEmail: "ada@new.example" }, JSON.stringify(confirmed.body))
    isProblem(await identity.post(`${session}/email-change`, { token }), 401, "link_invalid")
    assert.equal(field(await get("", ada), "email"), ada.email)
    const arrived = await identity.post(`${session}/authenticate`, {
      ...identity.stytch.link("ada@new.example"),
      transport: "body",
    })
    assert.equal(field(arrived, "session", "member", "email"), "ada@new.example", JSON.stringify(arrived.body))
    assert.deepInclude((await get("", ada)).body, { email: "ada@new.example", pendingEmail: null })
  })

  it("is not changed by a link that was sent for something else", async () => {
    const ada = await identity.signUp("ada@other.example", "Other")
    await identity.stytch.client.magicLinks.email.loginOrSignup({
      organization_id: ada.organizationId,
      email_address: ada.email,
      login_redirect_url: "http://localhost:8080/authenticate",
    })
    const { token } = identity.stytch.link(ada.email)
    isProblem(await identity.post(`${session}/email-change`, { token }), 401, "link_invalid")
  })
})
