import { expect, test } from "vitest"
import { project, projectId, refusal, secret } from "./stytchProject.ts"

const credentials = `Basic ${Buffer.from(`${projectId}:${secret}`).toString("base64")}`

const posts = [
  "magic_links/authenticate",
  "magic_links/email/login_or_signup",
  "oauth/authenticate",
  "oauth/discovery/authenticate",
  "otps/email/authenticate",
  "otps/email/discovery/authenticate",
  "otps/email/discovery/send",
  "otps/email/login_or_signup",
  "otps/sms/authenticate",
  "otps/sms/send",
  "passwords/authenticate",
  "passwords/discovery/authenticate",
  "passwords/email/require_reset",
  "passwords/email/reset",
  "passwords/existing_password/reset",
  "passwords/session/reset",
  "passwords/strength_check",
  "recovery_codes/recover",
  "recovery_codes/rotate",
  "sso/authenticate",
  "totp",
  "totp/authenticate",
  "totp/migrate",
]

test("every way in refuses what it cannot understand, in Stytch's words", async () => {
  const { url } = await project()
  const send = async (path: string, body: string, method: "POST" | "PATCH" = "POST") => {
    const response = await fetch(`${url}/v1/b2b/${path}`, { method, body, headers: { authorization: credentials } })
    const answer: Record<string, unknown> = JSON.parse(await response.text())
    expect(answer).toMatchObject({
      status_code: response.status,
      error_type: expect.any(String),
      error_message: expect.any(String),
    })
    return `${path} ${response.status} ${String(answer["error_type"])}`
  }
  const fields = ["organization_id", "member_id", "email_address", "password", "code", "session_token", "secret"]
  const mistyped = [1, ["a"], { a: 1 }].map((value) =>
    JSON.stringify(Object.fromEntries(fields.map((name) => [name, value]))),
  )
  for (const path of posts) {
    for (const body of ["", "{", "[]", "null", "7", "{}", ...mistyped])
      expect(await send(path, body)).toBe(`${path} 400 bad_request`)
    expect(await send(path, "{}", "PATCH")).toBe(`${path} 405 method_not_allowed`)
  }
})

test("tokens and texts of any kind and length are refused and never an accident", async () => {
  const { client } = await project()
  const odd = ["x".repeat(100_000), "\u0000", "💥", "../../etc", "%00", "' or 1=1", "__proto__", "constructor"]
  for (const text of odd) {
    expect(await refusal(client.oauth.authenticate({ oauth_token: text }))).toBe("404 oauth_token_not_found")
    expect(await refusal(client.sso.authenticate({ sso_token: text }))).toBe("404 sso_token_not_found")
    const unknown = { organization_id: text, member_id: text }
    expect(await refusal(client.totps.create(unknown))).toBe("404 organization_not_found")
    expect((await client.passwords.strengthCheck({ password: text })).status_code).toBe(200)
    expect(await refusal(client.passwords.discovery.authenticate({ email_address: text, password: text }))).toBe(
      "400 invalid_email",
    )
  }
})

test("a rate limit can be asked for, and a lock ended, as in the dashboard", async () => {
  const { client, clock, url } = await project()
  const control = (path: string, method: string, body?: object) =>
    fetch(`${url}/_emulator/${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
  const call = () => refusal(client.organizations.search({}))
  await control("rate-limit", "POST", { path: "/v1/b2b", requests: 2, seconds: 10 })
  expect([await call(), await call(), await call()]).toEqual(["success", "success", "429 too_many_requests"])
  clock.advance(10)
  expect(await call()).toBe("success")
  await control("rate-limit", "DELETE")
  for (let time = 0; time < 5; time += 1) expect(await call()).toBe("success")

  const { organization } = await client.organizations.create({ organization_name: "Acme" })
  const person = { organization_id: organization.organization_id, email_address: "ada@example.com" }
  const { member_id } = await client.organizations.members.create(person)
  const guess = () => refusal(client.passwords.discovery.authenticate({ ...person, password: "x" }))
  for (let time = 0; time < 10; time += 1) await guess()
  expect(await guess()).toBe("429 user_lock_limit_reached")
  expect((await control(`members/${member_id}/unlock`, "POST")).status).toBe(200)
  expect(await guess()).toBe("401 unauthorized_credentials")
  expect((await control("members/nobody/unlock", "POST")).status).toBe(404)
})
