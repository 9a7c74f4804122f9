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

let identity: IdentityUnderTest
beforeAll(async () => {
  identity = await startIdentity()
})
afterAll(() => identity.close())

const other = "another-long-phrase-of-words-42"
const withPassword = (email: string, password: string) =>
  identity.post(`${session}/password`, { email, password, transport: "body" })

describe("a password by mail", () => {
  it("is set, logs its owner in at once and from then on, and ends the sessions from before", async () => {
    const ada = await identity.signUp("ada@reset.example", "Reset")
    const done = await identity.setPassword(ada.email)
    assert.include(done.body, { status: "choose_organization" }, JSON.stringify(done.body))
    isProblem(await identity.post(`${session}/refresh`, { sessionToken: ada.token }), 401, "session_ended")
    const opened = await withPassword(ada.email, goodPassword)
    const entered = await identity.enter(opened, ada.organizationId)
    assert.equal(entered.status, 200, JSON.stringify(entered.body))
  })

  it("is refused when weak or known from a breach, and the link still works after that", async () => {
    await identity.signUp("kay@weak.example", "Weak")
    await identity.post(`${session}/password-reset`, { email: "kay@weak.example" })
    const { token } = identity.stytch.link("kay@weak.example")
    const finish = (password: string) =>
      identity.post(`${session}/password-reset/finish`, { token, password, transport: "body" })
    isProblem(await finish("aaaaaaaa"), 422, "password_weak")
    isProblem(await finish("password123"), 422, "password_breached")
    assert.equal((await finish(goodPassword)).status, 200)
    isProblem(await finish(goodPassword), 401, "link_invalid")
  })

  it("answers the same whether or not anybody has the address", async () => {
    await identity.signUp("known@same.example", "Same")
    const answers = await Promise.all(
      ["known@same.example", "unknown@same.example"].map((email) =>
        identity.post(`${session}/password-reset`, { email }),
      ),
    )
    assert.deepEqual(
      answers.map(({ body, status }) => ({ body, status })),
      [
        { body: null, status: 202 },
        { body: null, status: 202 },
      ],
    )
  })
})

describe("the strength of a password", () => {
  it("is what Stytch says, with what to do about it", async () => {
    const check = (password: string) => identity.post(`${session}/password-strength`, { password })
    assert.deepInclude((await check(goodPassword)).body, { valid: true, breached: false })
    const weak = await check("aaaa1111")
    assert.deepInclude(weak.body, { valid: false, breached: false })
    assert.deepInclude((await check("password123")).body, { valid: false, breached: true, score: 0 })
  })
})

describe("one's own password", () => {
  it("is changed with the present one; other sessions end, the present one goes on", async () => {
    const ada = await identity.signUp("ada@change.example", "Change")
    await identity.setPassword(ada.email)
    const [here, there] = [await identity.logIn(ada), await identity.logIn(ada)]
    const change = (currentPassword: string, newPassword: string) =>
      identity.post(`${account}/password`, { currentPassword, newPassword }, { token: here.jwt })
    isProblem(await change("wrong-one-for-sure", other), 401, "credentials_invalid")
    isProblem(await change(goodPassword, "short"), 422, "password_weak")
    assert.equal((await change(goodPassword, other)).status, 204)
    isProblem(await identity.post(`${session}/refresh`, { sessionToken: there.token }), 401, "session_ended")
    assert.equal((await identity.post(`${session}/refresh`, { sessionToken: here.token })).status, 200)
    isProblem(await withPassword(ada.email, goodPassword), 401, "credentials_invalid")
    assert.equal((await withPassword(ada.email, other)).status, 200)
  })

  it("is set for the first time shortly after a log-in, and later only by mail", async () => {
    const ada = await identity.signUp("ada@first.example", "First")
    const set = (token: string) => identity.post(`${account}/password`, { newPassword: goodPassword }, { token })
    assert.equal((await set(ada.jwt)).status, 204)
    assert.equal(field(await identity.service.request("GET", account, { token: ada.jwt }), "hasPassword"), true)
    const kay = await identity.signUp("kay@first.example", "Second")
    identity.stytch.clock.advance(6 * 60)
    isProblem(await set(kay.jwt), 403, "log_in_too_old")
  })
})
