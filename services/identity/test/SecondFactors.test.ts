import { totpCode } from "@tango/testing/Totp"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import {
  account,
  asPerson,
  cookie,
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

const factor = `${session}/second-factor`
const phone = "+15555550123"

/** The code that an authenticator app shows; each call is a step later, since a code works once. */
const codeOf = (secret: string): string => {
  identity.stytch.clock.advance(30)
  return totpCode(secret, identity.stytch.clock.now())
}

const enrolTotp = async ({ jwt }: Person) => {
  const begun = await identity.post(`${account}/second-factor/totp`, undefined, { token: jwt })
  assert.equal(begun.status, 200, JSON.stringify(begun.body))
  assert.match(String(field(begun, "qrCode")), /^data:image\/png;base64,/)
  const secret = String(field(begun, "secret"))
  const confirmed = await identity.post(
    `${account}/second-factor/totp/confirm`,
    { code: codeOf(secret) },
    { token: jwt },
  )
  assert.equal(confirmed.status, 204, JSON.stringify(confirmed.body))
  return { secret, recoveryCodes: field(begun, "recoveryCodes") as ReadonlyArray<string> }
}

const require = ({ organizationId }: Person) =>
  identity.stytch.client.organizations.update({ organization_id: organizationId, mfa_policy: "REQUIRED_FOR_ALL" })

/** A log-in up to where the second factor is asked for. */
const halfWay = async ({ email, organizationId }: Person) => {
  const answer = await identity.enter(await identity.openLink(email), organizationId)
  isProblem(answer, 403, "second_factor_required")
  const { memberId, intermediateSessionToken } = answer.body as Record<string, string>
  return { answer, proof: { organizationId, memberId, intermediateSessionToken, transport: "body" } }
}

describe("an authenticator app", () => {
  it("is set up in the account and asked for at the next log-in; each code works once", async () => {
    const ada = await identity.signUp("ada@totp.example", "Totp")
    const { secret } = await enrolTotp(ada)
    const { answer, proof } = await halfWay(ada)
    assert.deepInclude(answer.body, { methods: ["totp"], enrol: [], phone: null, smsSent: false })
    isProblem(await identity.post(`${factor}/totp`, { ...proof, code: "000000" }), 401, "code_invalid")
    const code = codeOf(secret)
    const done = await identity.post(`${factor}/totp`, { ...proof, code })
    assert.equal(done.status, 200, JSON.stringify(done.body))
    const again = await halfWay(ada)
    isProblem(await identity.post(`${factor}/totp`, { ...again.proof, code }), 401, "code_invalid")
    const { body } = await identity.service.request("GET", `${account}/sign-ins`, {
      token: asPerson("", done.body).jwt,
    })
    assert.equal(field({ body } as never, "items", "0", "method"), "magic_link+totp")
  })

  it("that is lost is replaced by a recovery code, once", async () => {
    const ada = await identity.signUp("ada@recovery.example", "Recovery")
    const { recoveryCodes } = await enrolTotp(ada)
    const recover = async (recoveryCode: string | undefined) =>
      identity.post(`${factor}/recovery-code`, { ...(await halfWay(ada)).proof, recoveryCode })
    const done = await recover(recoveryCodes[0])
    assert.equal(done.status, 200, JSON.stringify(done.body))
    isProblem(await recover(recoveryCodes[0]), 401, "code_invalid")
    const inside = asPerson(ada.email, done.body)
    const rotated = await identity.post(`${account}/second-factor/recovery-codes`, undefined, { token: inside.jwt })
    assert.equal(rotated.status, 200)
    isProblem(await recover(recoveryCodes[1]), 401, "code_invalid")
    assert.equal((await recover(String(field(rotated, "recoveryCodes", "0")))).status, 200)
  })

  it("is removed by its owner, but not the last one that the organization demands", async () => {
    const ada = await identity.signUp("ada@remove.example", "Remove")
    await enrolTotp(ada)
    await require(ada)
    const remove = () => identity.service.request("DELETE", `${account}/second-factor/totp`, { token: ada.jwt })
    isProblem(await remove(), 409, "second_factor_needed")
    await identity.stytch.client.organizations.update({ organization_id: ada.organizationId, mfa_policy: "OPTIONAL" })
    assert.equal((await remove()).status, 204)
    assert.equal((await identity.enter(await identity.openLink(ada.email), ada.organizationId)).status, 200)
  })
})

describe("text messages", () => {
  it("are set up with a number and asked for at the next log-in", async () => {
    const ada = await identity.signUp("ada@sms.example", "Sms")
    const enrol = (number: string) =>
      identity.post(`${account}/second-factor/sms`, { phone: number }, { token: ada.jwt })
    isProblem(await enrol("0555"), 400, "invalid_request")
    assert.equal((await enrol(phone)).status, 202)
    const confirm = (code: string) =>
      identity.post(`${account}/second-factor/sms/confirm`, { code }, { token: ada.jwt })
    isProblem(await confirm("000000"), 401, "code_invalid")
    assert.equal((await confirm(identity.stytch.smsCode(phone))).status, 204)
    isProblem(await enrol("+15555550199"), 409, "second_factor_exists")
    const { answer, proof } = await halfWay(ada)
    assert.deepInclude(answer.body, { methods: ["sms"], phone: "•••• 0123", smsSent: true })
    const done = await identity.post(`${factor}/sms`, { ...proof, code: identity.stytch.smsCode(phone) })
    assert.equal(done.status, 200, JSON.stringify(done.body))
  })
})

describe("an organization that demands a second factor", () => {
  it("lets nobody in without, and has who has none set one up on the way", async () => {
    const ada = await identity.signUp("ada@policy.example", "Policy")
    await require(ada)
    const { answer, proof } = await halfWay(ada)
    assert.deepInclude(answer.body, { methods: [], enrol: ["totp", "sms"] })
    const begun = await identity.post(`${factor}/totp/enrol`, proof)
    assert.equal(begun.status, 200, JSON.stringify(begun.body))
    const done = await identity.post(`${factor}/totp`, { ...proof, code: codeOf(String(field(begun, "secret"))) })
    assert.equal(done.status, 200, JSON.stringify(done.body))
  })

  it("has sessions from before step up when they are refreshed, and refuses them what is sensitive", async () => {
    const ada = await identity.signUp("ada@stepup.example", "Step Up")
    await require(ada)
    const refresh = () => identity.post(`${session}/refresh`, { sessionToken: ada.token, transport: "body" })
    const refused = await refresh()
    isProblem(refused, 403, "second_factor_required")
    isProblem(
      await identity.service.request("PATCH", account, { token: ada.jwt, body: { name: "Ada" } }),
      401,
      "unauthenticated",
    )
    const proof = {
      organizationId: ada.organizationId,
      memberId: ada.memberId,
      sessionToken: ada.token,
      transport: "body",
    }
    assert.equal((await identity.post(`${factor}/sms/send`, { ...proof, phone })).status, 202)
    const done = await identity.post(`${factor}/sms`, { ...proof, code: identity.stytch.smsCode(phone) })
    assert.equal(done.status, 200, JSON.stringify(done.body))
    assert.equal((await refresh()).status, 200)
  })

  it("keeps the log-in in progress in a cookie for browsers", async () => {
    const ada = await identity.signUp("ada@cookie.example", "Cookie")
    await require(ada)
    await identity.post(`${session}/magic-link`, { email: ada.email })
    const opened = await identity.post(`${session}/authenticate`, identity.stytch.link(ada.email))
    const intermediate = cookie(opened, "tango_intermediate").split(";")[0] ?? ""
    const answer = await identity.post(
      `${session}/exchange`,
      { organizationId: ada.organizationId },
      { headers: { cookie: intermediate } },
    )
    isProblem(answer, 403, "second_factor_required")
    assert.isUndefined(field(answer, "intermediateSessionToken"))
    assert.match(cookie(answer, "tango_intermediate"), /HttpOnly/)
  })
})

describe("guessing codes", () => {
  it("ends after ten attempts", async () => {
    const ada = await identity.signUp("ada@guess.example", "Guess")
    await enrolTotp(ada)
    const { proof } = await halfWay(ada)
    const statuses: Array<number> = []
    for (let attempt = 0; attempt < 11; attempt++) {
      statuses.push((await identity.post(`${factor}/totp`, { ...proof, code: "000000" })).status)
    }
    assert.equal(statuses[0], 401)
    assert.equal(statuses.at(-1), 429)
  })
})
