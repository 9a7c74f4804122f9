import { scryptSync } from "node:crypto"
import { expect, test } from "vitest"
import { project, refusal } from "./stytchProject.ts"

/** A migration request for a password, as an application that hashed with scrypt would make it. */
const hashed = (password: string) => {
  const salt = Buffer.from("sixteen bytes 16").toString("base64")
  const scrypt_config = { salt, n_parameter: 1024, r_parameter: 8, p_parameter: 1, key_length: 32 }
  const hash = scryptSync(password, Buffer.from(salt, "base64"), 32, { N: 1024, r: 8, p: 1 }).toString("base64")
  return { hash, hash_type: "scrypt", scrypt_config }
}

test("a session is refreshed by its token or JWT, extended on wish only, and over after its time", async () => {
  const { client, clock, signUp } = await project()
  const { session_jwt, session_token, member_session } = await signUp("ada@example.com", "Acme")
  clock.advance(50 * 60)
  const byJwt = await client.sessions.authenticate({ session_jwt })
  expect(byJwt.member_session.expires_at).toBe(member_session?.expires_at)
  expect(byJwt.member_session.last_accessed_at).not.toBe(member_session?.last_accessed_at)
  await client.sessions.authenticate({
    session_token,
    session_duration_minutes: 30,
    session_custom_claims: { plan: "pro" },
  })
  clock.advance(20 * 60)
  const { member_session: extended } = await client.sessions.authenticate({ session_token })
  expect(extended.custom_claims).toEqual({ plan: "pro" })
  clock.advance(10 * 60)
  expect(await refusal(client.sessions.authenticate({ session_token }))).toBe("404 session_not_found")
  expect(await refusal(client.sessions.authenticate({ session_jwt }))).toBe("404 session_not_found")
  expect(await refusal(client.sessions.authenticate({ session_jwt: "a.b.c" }))).toBe("404 session_not_found")
  expect(await refusal(client.sessions.authenticate({}))).toBe("400 no_session_arguments")
  expect(await refusal(client.sessions.authenticate({ session_jwt, session_token }))).toBe(
    "400 too_many_session_arguments",
  )
})

test("a session can be revoked by itself or with all of the member's", async () => {
  const { client, discover, signUp } = await project()
  const { member_id, organization, session_token, member_session } = await signUp("ada@example.com", "Acme")
  const { organization_id } = organization
  const again = async () => {
    const { intermediate_session_token } = await discover("ada@example.com")
    return client.discovery.intermediateSessions.exchange({ intermediate_session_token, organization_id })
  }
  const second = await again()
  const third = await again()
  expect((await client.sessions.get({ organization_id, member_id })).member_sessions).toHaveLength(3)
  await client.sessions.revoke({ session_token })
  expect(await refusal(client.sessions.authenticate({ session_token }))).toBe("404 session_not_found")
  await client.sessions.revoke({ member_session_id: second.member_session?.member_session_id ?? "" })
  expect((await client.sessions.get({ organization_id, member_id })).member_sessions).toHaveLength(1)
  await client.sessions.revoke({ member_id })
  expect(await refusal(client.sessions.authenticate({ session_jwt: third.session_jwt }))).toBe("404 session_not_found")
  expect(await refusal(client.sessions.revoke({}))).toBe("400 no_session_revoke_arguments")
  expect(await refusal(client.sessions.revoke({ member_id, session_token }))).toBe("400 too_many_session_arguments")
  const member_session_id = member_session?.member_session_id ?? ""
  expect(await refusal(client.sessions.revoke({ member_session_id }))).toBe("404 session_not_found")
})

test("a session can be exchanged for one in another organization of the same person", async () => {
  const { client, signUp } = await project()
  const first = await signUp("ada@example.com", "First")
  const second = await signUp("ada@example.com", "Second")
  const foreign = await signUp("bob@example.com", "Foreign")
  const { session_token } = first
  const exchange = (organization_id: string) => client.sessions.exchange({ session_token, organization_id })
  const there = await exchange(second.organization.organization_id)
  expect(there).toMatchObject({ member_authenticated: true, member_id: second.member_id })
  expect(await refusal(exchange(foreign.organization.organization_id))).toBe("404 member_not_found")
  await client.magicLinks.email.invite({
    organization_id: "foreign",
    email_address: "ada@example.com",
    roles: ["viewer"],
  })
  const accepted = await exchange("foreign")
  expect(accepted.member.status).toBe("active")
  expect(accepted.member_session?.roles).toEqual(["stytch_member", "viewer"])
})

test("the public keys are public", async () => {
  const { client, url } = await project()
  const { keys } = await client.sessions.getJWKS({ project_id: "project-test-11111111-1111-4111-8111-111111111111" })
  expect(keys[0]).toMatchObject({ alg: "RS256", kty: "RSA", use: "sig" })
  expect(Object.keys(keys[0] ?? {})).not.toContain("d")
  const anonymous = await fetch(`${url}/v1/b2b/sessions/jwks/project-test-11111111-1111-4111-8111-111111111111`)
  expect(anonymous.status).toBe(200)
  expect(await refusal(client.sessions.getJWKS({ project_id: "project-test-other" }))).toBe("404 project_not_found")
})

test("a migrated password logs in to the organization and through discovery", async () => {
  const { client } = await project()
  const { organization } = await client.organizations.create({ organization_name: "Acme" })
  const { organization_id } = organization
  const person = { organization_id, email_address: "ada@example.com" }
  const migrated = await client.passwords.migrate({
    ...person,
    ...hashed("open sesame 42"),
    roles: ["stytch_admin"],
    name: "Ada",
  })
  expect(migrated).toMatchObject({
    member_created: true,
    member: { status: "active", email_address_verified: true, is_admin: true },
  })
  expect(migrated.member.member_password_id).toMatch(/^member-password-test-/)
  const login = await client.passwords.authenticate({ ...person, password: "open sesame 42" })
  expect(login).toMatchObject({ member_authenticated: true, member_id: migrated.member_id })
  expect(login.member_session?.authentication_factors[0]).toMatchObject({
    type: "password",
    delivery_method: "knowledge",
  })
  const wrong = { ...person, password: "open sesame 43" }
  expect(await refusal(client.passwords.authenticate(wrong))).toBe("401 unauthorized_credentials")
  expect(await refusal(client.passwords.authenticate({ ...wrong, email_address: "eve@example.com" }))).toBe(
    "404 member_not_found",
  )
  expect(await refusal(client.passwords.discovery.authenticate(wrong))).toBe("401 unauthorized_credentials")
  const { intermediate_session_token, discovered_organizations } = await client.passwords.discovery.authenticate({
    email_address: "ada@example.com",
    password: "open sesame 42",
  })
  expect(discovered_organizations).toMatchObject([
    { member_authenticated: true, membership: { type: "active_member" } },
  ])
  const entered = await client.discovery.intermediateSessions.exchange({ intermediate_session_token, organization_id })
  expect(entered.member_authenticated).toBe(true)
  const bcrypt = { ...person, hash: "$2b$", hash_type: "bcrypt" }
  expect(await refusal(client.passwords.migrate(bcrypt))).toBe("400 bad_request")
})

test("a returning password does not verify an address, so that founding an organization with it needs a mail first", async () => {
  const { client, tokenFor } = await project()
  await client.organizations.create({ organization_name: "Acme" })
  await client.passwords.migrate({
    organization_id: "acme",
    email_address: "ada@example.com",
    ...hashed("open sesame 42"),
  })
  const { intermediate_session_token } = await client.passwords.discovery.authenticate({
    email_address: "ada@example.com",
    password: "open sesame 42",
  })
  const half = await client.discovery.organizations.create({ intermediate_session_token, organization_name: "Second" })
  expect(half).toMatchObject({ member_authenticated: false, session_token: "", intermediate_session_token })
  expect(half.primary_required?.allowed_auth_methods).toContain("magic_link")
  await client.magicLinks.email.loginOrSignup({ organization_id: "second", email_address: "ada@example.com" })
  const whole = await client.magicLinks.authenticate({
    magic_links_token: tokenFor("ada@example.com"),
    intermediate_session_token,
  })
  expect(whole).toMatchObject({ member_authenticated: true, member: { status: "active", is_admin: true } })
  expect(whole.member_session?.authentication_factors.map(({ type }) => type)).toEqual(["password", "magic_link"])
})

test("a password is set by a mail that works once within 30 minutes, and ends the sessions there are", async () => {
  const { client, clock, linkTo, signUp, tokenFor } = await project()
  const { session_token, organization } = await signUp("ada@example.com", "Acme")
  const email_address = "ada@example.com"
  const begin = () =>
    client.passwords.discovery.email.resetStart({ email_address, reset_password_redirect_url: "http://app.test/reset" })
  const reset = (password: string) =>
    client.passwords.discovery.email.reset({ password_reset_token: tokenFor(email_address), password })
  await begin()
  expect(linkTo(email_address).search).toMatch(/stytch_token_type=discovery.*stytch_redirect_type=reset_password/)
  expect(await refusal(reset("short"))).toBe("400 weak_password")
  expect(await refusal(reset("password123"))).toBe("400 breached_password")
  const { discovered_organizations } = await reset("correct horse battery staple")
  expect(discovered_organizations[0]?.organization?.organization_id).toBe(organization.organization_id)
  expect(await refusal(client.sessions.authenticate({ session_token }))).toBe("404 session_not_found")
  expect(await refusal(reset("correct horse battery staple"))).toBe("401 unable_to_auth_password_reset_token")
  const login = await client.passwords.authenticate({
    organization_id: "acme",
    email_address,
    password: "correct horse battery staple",
  })
  expect(login.member.member_password_id).not.toBe("")
  await begin()
  clock.advance(30 * 60)
  expect(await refusal(reset("another horse battery staple"))).toBe("401 unable_to_auth_password_reset_token")
})

test("a member can be sent a mail to set its first password, which logs it in", async () => {
  const { client, linkTo, signUp, tokenFor } = await project()
  const { organization, member_id } = await signUp("ada@example.com", "Acme")
  const { organization_id } = organization
  const email_address = "ada@example.com"
  expect(await refusal(client.passwords.authenticate({ organization_id, email_address, password: "x" }))).toBe(
    "404 member_password_not_found",
  )
  const started = await client.passwords.email.resetStart({ organization_id, email_address })
  expect(started).toMatchObject({ member_id })
  expect(linkTo(email_address).searchParams.get("stytch_token_type")).toBe("multi_tenant_passwords")
  const request = { password_reset_token: tokenFor(email_address), password: "correct horse battery staple" }
  const done = await client.passwords.email.reset(request)
  expect(done).toMatchObject({ member_authenticated: true, member_id, organization_id })
  expect(await refusal(client.passwords.email.reset(request))).toBe("401 unable_to_auth_password_reset_token")
})

test("of many requests with one link, one succeeds; a request that is malformed does not use it up", async () => {
  const { client, signUp, tokenFor } = await project()
  const { organization, session_jwt } = await signUp("ada@example.com", "Acme")
  const email_address = "ada@example.com"
  await client.magicLinks.email.loginOrSignup({ organization_id: organization.organization_id, email_address })
  const magic_links_token = tokenFor(email_address)
  const authenticate = (session_duration_minutes: number) =>
    refusal(client.magicLinks.authenticate({ magic_links_token, session_jwt, session_duration_minutes }))
  expect(await authenticate(4)).toBe("400 invalid_session_duration_minutes")
  const answers = await Promise.all(Array.from({ length: 20 }, () => authenticate(60)))
  expect(answers.filter((answer) => answer === "success")).toHaveLength(1)
  expect(answers.filter((answer) => answer === "401 unable_to_auth_magic_link")).toHaveLength(19)
})

test("a call made as a member may do what the member's roles allow, in its organization", async () => {
  const { client, signUp, tokenFor } = await project()
  const admin = await signUp("ada@example.com", "Acme")
  const foreign = await signUp("eve@example.com", "Foreign")
  const { organization_id } = admin.organization
  const as = ({ session_token }: { session_token: string }) => ({ authorization: { session_token } })
  const invitation = { organization_id, email_address: "bob@example.com" }
  const { email } = client.magicLinks
  expect(await refusal(email.invite(invitation, as(foreign)))).toBe("403 session_authorization_tenancy_error")
  await email.invite(invitation, as(admin))
  const bob = await client.magicLinks.authenticate({ magic_links_token: tokenFor("bob@example.com") })
  const { members } = client.organizations
  const mine = { organization_id, member_id: bob.member_id }
  const hers = { organization_id, member_id: admin.member_id }
  expect(await refusal(members.update({ ...mine, name: "Bob" }, as(bob)))).toBe("success")
  expect(await refusal(members.update({ ...mine, roles: ["stytch_admin"] }, as(bob)))).toBe(
    "403 session_authorization_error",
  )
  expect(await refusal(members.update({ ...hers, name: "Bob" }, as(bob)))).toBe("403 session_authorization_error")
  expect(await refusal(members.delete(hers, as(bob)))).toBe("403 session_authorization_error")
  expect(await refusal(client.organizations.update({ organization_id, organization_name: "Bob's" }, as(bob)))).toBe(
    "403 session_authorization_error",
  )
  expect(await refusal(client.sessions.revoke({ member_id: admin.member_id }, as(bob)))).toBe(
    "403 session_authorization_error",
  )
  expect(await refusal(client.sessions.revoke({ member_id: foreign.member_id }, as(admin)))).toBe(
    "403 session_authorization_tenancy_error",
  )
  expect(await refusal(members.update({ ...mine, trusted_metadata: { a: 1 } }, as(admin)))).toBe(
    "401 cannot_update_trusted_metadata",
  )
  expect(await refusal(client.sessions.revoke({ member_id: bob.member_id }, as(bob)))).toBe("success")
  expect(await refusal(members.update({ ...mine, name: "B" }, as(bob)))).toBe("404 session_not_found")
})

test("passwords are judged before they are set", async () => {
  const { client } = await project()
  const judge = (password: string) => client.passwords.strengthCheck({ password })
  expect(await judge("aaaaaaaaaaaa")).toMatchObject({ valid_password: false, breached_password: false })
  expect(await judge("Password123")).toMatchObject({ valid_password: false, breached_password: true, score: 0 })
  expect(await judge("correct horse battery staple")).toMatchObject({ valid_password: true, score: 4 })
})
