import { expect, test } from "vitest"
import { breachedSuffix } from "../src/stytch/PasswordStrength.ts"
import { project, refusal, temporaryFile } from "./stytchProject.ts"

const email_address = "ada@example.com"
const strong = "correct horse battery staple"
const other = "seven purple tractors sing"

/** A founder who has just chosen a password by mail. */
const withPassword = async (options: Parameters<typeof project>[0] = {}) => {
  const started = await project(options)
  const { organization } = await started.signUp(email_address, "Acme")
  const { organization_id } = organization
  const { passwords } = started.client
  await passwords.email.resetStart({ organization_id, email_address })
  const session = await passwords.email.reset({
    password_reset_token: started.tokenFor(email_address),
    password: strong,
  })
  const login = (password = strong) => passwords.authenticate({ organization_id, email_address, password })
  return { ...started, organization_id, session, login }
}

test("zxcvbn judges a password, knows the address, and says what would help", async () => {
  const { client } = await project()
  const judge = (password: string, address?: string) =>
    client.passwords.strengthCheck({ password, ...(address ? { email_address: address } : {}) })
  const weak = await judge("aaaaaaaaaaaa")
  expect(weak).toMatchObject({ valid_password: false, score: 0, strength_policy: "zxcvbn" })
  expect(weak.zxcvbn_feedback?.warning).not.toBe("")
  expect(weak.zxcvbn_feedback?.suggestions.length).toBeGreaterThan(0)
  expect((await judge("quetzalcoatl-xyzzy")).score).toBeGreaterThan(
    (await judge("quetzalcoatl-xyzzy", "quetzalcoatl.xyzzy@example.com")).score,
  )
  expect(await judge(strong + breachedSuffix)).toMatchObject({ valid_password: false, breached_password: true })
  expect(await judge(strong)).toMatchObject({ valid_password: true, breached_password: false, score: 4 })
})

test("a session sets a password while it is fresh, and ends the person's other sessions", async () => {
  const { client, clock, login, session, organization_id } = await withPassword()
  const { session_token } = await login()
  const reset = (password: string) =>
    client.passwords.sessions.reset({ organization_id, password, session_token, session_duration_minutes: 60 })
  expect(await refusal(reset("short"))).toBe("400 weak_password")
  expect(await refusal(reset(strong + breachedSuffix))).toBe("400 breached_password")
  const done = await reset(other)
  expect(done).toMatchObject({ member_authenticated: true, session_token })
  expect(await refusal(client.sessions.authenticate({ session_token: session.session_token }))).toBe(
    "404 session_not_found",
  )
  expect(await refusal(login())).toBe("401 unauthorized_credentials")
  expect((await login(other)).member_authenticated).toBe(true)
  clock.advance(5 * 60)
  expect(await refusal(reset(strong))).toBe("400 session_too_old_to_reset_password")
  await client.organizations.create({ organization_name: "Other", organization_slug: "other" })
  expect(
    await refusal(client.passwords.sessions.reset({ organization_id: "other", password: strong, session_token })),
  ).toBe("403 session_authorization_tenancy_error")
})

test("the password so far sets a new one and ends all sessions", async () => {
  const { client, login, session, organization_id } = await withPassword()
  const change = (existing_password: string, new_password: string) =>
    client.passwords.existingPassword.reset({ organization_id, email_address, existing_password, new_password })
  expect(await refusal(change(other, strong))).toBe("401 unauthorized_credentials")
  expect(await refusal(change(strong, "short"))).toBe("400 weak_password")
  const done = await change(strong, other)
  expect(done).toMatchObject({ member_authenticated: true, member_id: session.member_id })
  expect(await refusal(client.sessions.authenticate({ session_token: session.session_token }))).toBe(
    "404 session_not_found",
  )
  expect(await refusal(login())).toBe("401 unauthorized_credentials")
  await login(other)
})

test("ten wrong passwords in a row lock the person out for an hour, over a restart as well", async () => {
  const file = temporaryFile()
  const { client, login, organization_id, stop } = await withPassword({ file })
  const wrong = async (times: number) => {
    for (let time = 0; time < times; time += 1) expect(await refusal(login(other))).toBe("401 unauthorized_credentials")
  }
  await wrong(9)
  await login()
  await wrong(10)
  expect(await refusal(login())).toBe("429 user_lock_limit_reached")
  expect(await refusal(client.passwords.discovery.authenticate({ email_address, password: strong }))).toBe(
    "429 user_lock_limit_reached",
  )
  const { member } = await client.organizations.members.get({ organization_id, email_address })
  expect(member.is_locked).toBe(true)
  expect(Date.parse(member.lock_expires_at ?? "") - Date.parse(member.lock_created_at ?? "")).toBe(3_600_000)
  await stop()
  const again = await project({ file })
  const { passwords, organizations } = again.client
  const retry = () => refusal(passwords.authenticate({ organization_id, email_address, password: strong }))
  expect(await retry()).toBe("429 user_lock_limit_reached")
  again.clock.advance(60 * 60)
  expect((await organizations.members.get({ organization_id, email_address })).member).toMatchObject({
    is_locked: false,
  })
  expect(await retry()).toBe("success")
})

test("guesses at an address that has no password are counted as well", async () => {
  const { client } = await project()
  const guess = () => refusal(client.passwords.discovery.authenticate({ email_address, password: "x" }))
  for (let time = 0; time < 10; time += 1) expect(await guess()).toBe("401 unauthorized_credentials")
  expect(await guess()).toBe("429 user_lock_limit_reached")
})

test("a password can be deleted, and one shared by several organizations can be made useless until it is reset", async () => {
  const { client, login, organization_id, session, signUp, tokenFor } = await withPassword()
  const member_password_id = session.member.member_password_id
  const remove = () => client.organizations.members.deletePassword({ organization_id, member_password_id })
  expect(await remove()).toMatchObject({ member_id: session.member_id, member: { member_password_id: "" } })
  expect(await refusal(remove())).toBe("404 member_password_not_found")
  expect(await refusal(login())).toBe("404 member_password_not_found")

  const set = async () => {
    await client.passwords.discovery.email.resetStart({ email_address })
    await client.passwords.discovery.email.reset({ password_reset_token: tokenFor(email_address), password: strong })
  }
  await set()
  await client.passwords.email.requireReset({ email_address })
  expect(await refusal(login())).toBe("404 member_password_not_found")
  await signUp(email_address, "Second")
  await set()
  await client.passwords.email.requireReset({ email_address })
  expect(await refusal(login())).toBe("400 member_reset_password")
  await set()
  expect(await refusal(login())).toBe("success")
  expect(await refusal(client.passwords.email.requireReset({ email_address: "eve@example.com" }))).toBe(
    "404 email_not_found",
  )
})

test("a migration may bring a phone number that is known to be the person's", async () => {
  const { client } = await project()
  const { organization } = await client.organizations.create({ organization_name: "Acme" })
  const scrypt_config = { salt: "", n_parameter: 16, r_parameter: 1, p_parameter: 1, key_length: 32 }
  const { member } = await client.passwords.migrate({
    organization_id: organization.organization_id,
    email_address,
    hash: "AAAA",
    hash_type: "scrypt",
    scrypt_config,
    mfa_phone_number: "+15555550123",
    set_phone_number_verified: true,
  })
  expect(member).toMatchObject({ mfa_phone_number: "+15555550123", mfa_phone_number_verified: true })
})
