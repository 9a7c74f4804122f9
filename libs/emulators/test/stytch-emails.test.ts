import { expect, test } from "vitest"
import { project, refusal } from "./stytchProject.ts"

const email_address = "ada@example.com"

const founded = async () => {
  const started = await project()
  const { organization, member_id, session_token } = await started.signUp(email_address, "Acme")
  const { organization_id } = organization
  /** The six digits last mailed to an address. */
  const mailed = (to: string): string =>
    /\b\d{6}\b/.exec(started.mails.findLast((each) => each.to === to)?.subject ?? "")?.[0] ?? ""
  return { ...started, ids: { organization_id, member_id }, organization_id, session_token, mailed }
}

test("a code in a mail logs in to an organization once, within ten minutes, and the newest counts", async () => {
  const { client, clock, mailed, organization_id } = await founded()
  const { email } = client.otps
  const send = (address = email_address) => email.loginOrSignup({ organization_id, email_address: address })
  const login = (code: string) => email.authenticate({ organization_id, email_address, code })
  expect(await refusal(login("123456"))).toBe("404 otp_code_not_found")
  expect(await send()).toMatchObject({ member_created: false })
  const code = mailed(email_address)
  const done = await login(code)
  expect(done.member_authenticated).toBe(true)
  expect(done.member_session?.authentication_factors[0]).toMatchObject({ type: "email_otp", delivery_method: "email" })
  expect(await refusal(login(code))).toBe("401 unable_to_auth_otp_code")
  await send()
  clock.advance(10 * 60)
  expect(await refusal(login(mailed(email_address)))).toBe("401 unable_to_auth_otp_code")
  expect(await refusal(send("bob@example.com"))).toBe("400 email_jit_provisioning_not_allowed")
  const short = { organization_id, email_address, login_expiration_minutes: 1 }
  expect(await refusal(email.loginOrSignup(short))).toBe("400 invalid_expiration_otp")
  await client.organizations.update({ organization_id, auth_methods: "RESTRICTED", allowed_auth_methods: ["sso"] })
  expect(await refusal(send())).toBe("400 operation_restricted_by_organization_auth_methods")
})

test("a code in a mail begins discovery, and ten wrong ones lock the address", async () => {
  const { client, mailed, organization_id } = await founded()
  const { discovery } = client.otps.email
  await discovery.send({ email_address })
  const found = await discovery.authenticate({ email_address, code: mailed(email_address) })
  expect(found.discovered_organizations[0]?.organization?.organization_id).toBe(organization_id)
  const { intermediate_session_token } = found
  const entered = await client.discovery.intermediateSessions.exchange({ intermediate_session_token, organization_id })
  expect(entered.member_authenticated).toBe(true)
  await discovery.send({ email_address })
  const right = mailed(email_address)
  const wrong = right === "000000" ? "000001" : "000000"
  const guess = (code: string) => refusal(discovery.authenticate({ email_address, code }))
  for (let time = 0; time < 10; time += 1) expect(await guess(wrong)).toBe("401 unable_to_auth_otp_code")
  expect(await guess(right)).toBe("429 user_lock_limit_reached")
})

test("a member changes its address by a link to the new one; the old one stays taken until it is unlinked", async () => {
  const { client, clock, ids, organization_id, session_token, tokenFor, discover } = await founded()
  const { members } = client.organizations
  const start = (address: string) => members.startEmailUpdate({ ...ids, email_address: address })
  expect(await refusal(start(email_address))).toBe("400 duplicate_member_email")
  await start("first@example.com")
  const first = tokenFor("first@example.com")
  const started = await start("Ada@New.test")
  expect(started.member.email_address).toBe(email_address)
  const confirm = (magic_links_token: string) => client.magicLinks.authenticate({ magic_links_token, session_token })
  expect(await refusal(confirm(first))).toBe("401 unable_to_auth_magic_link")
  const wanted = { organization_id, email_address: "ada@new.test" }
  expect(await refusal(members.create(wanted))).toBe("400 desired_email_updating_for_different_member")
  const done = await confirm(tokenFor("ada@new.test"))
  expect(done).toMatchObject({ member_authenticated: true, session_token, member_id: ids.member_id })
  expect(done.member).toMatchObject({
    email_address: "ada@new.test",
    email_address_verified: true,
    retired_email_addresses: [{ email_address }],
  })
  expect((await discover(email_address)).discovered_organizations).toEqual([])
  expect(await refusal(members.create({ organization_id, email_address }))).toBe("400 retired_member_email")
  expect(await refusal(members.unlinkRetiredEmail(ids))).toBe("400 retired_email_missing_email_identifiers")
  expect(await refusal(members.unlinkRetiredEmail({ ...ids, email_address: "x@y.test" }))).toBe("404 email_not_found")
  const unlinked = await members.unlinkRetiredEmail({ ...ids, email_address })
  expect(unlinked).toMatchObject({ organization_id, member: { retired_email_addresses: [] } })
  expect(await refusal(members.create({ organization_id, email_address }))).toBe("success")
  await start("late@example.com")
  clock.advance(5 * 60)
  expect(await refusal(confirm(tokenFor("late@example.com")))).toBe("401 unable_to_auth_magic_link")
})

test("a member changes its address by a code, if it is active and known at the present one", async () => {
  const { client, ids, mailed, organization_id } = await founded()
  const { members } = client.organizations
  const wish = { email_address: "ada@new.test", delivery_method: "EMAIL_OTP" }
  await members.startEmailUpdate({ ...ids, ...wish })
  const changed = await client.otps.email.authenticate({
    organization_id,
    email_address: "ada@new.test",
    code: mailed("ada@new.test"),
  })
  expect(changed.member).toMatchObject({ member_id: ids.member_id, email_address: "ada@new.test" })
  const pending = await members.create({
    organization_id,
    email_address: "p@example.com",
    create_member_as_pending: true,
  })
  const active = await members.create({ organization_id, email_address: "a@example.com" })
  const start = (member_id: string) =>
    refusal(members.startEmailUpdate({ organization_id, member_id, email_address: "n@example.com" }))
  expect(await start(pending.member_id)).toBe("400 email_updates_available_only_for_active_members")
  expect(await start(active.member_id)).toBe("400 email_verification_required")
})

test("with a session of its own a member may change how it logs in, and nobody else's way", async () => {
  const { client, ids, organization_id, session_token, tokenFor } = await founded()
  const { members } = client.organizations
  await client.magicLinks.email.invite({ organization_id, email_address: "bob@example.com" })
  const bob = await client.magicLinks.authenticate({ magic_links_token: tokenFor("bob@example.com") })
  const as = (token: string) => ({ authorization: { session_token: token } })
  const mine = { organization_id, member_id: bob.member_id }
  expect(await refusal(members.deleteTOTP(ids, as(bob.session_token)))).toBe("403 session_authorization_error")
  expect(await refusal(members.deleteTOTP(mine, as(bob.session_token)))).toBe("404 totp_not_found")
  expect(await refusal(members.deleteTOTP(mine, as(session_token)))).toBe("404 totp_not_found")
  const update = { email_address: "eve@example.com" }
  expect(await refusal(members.startEmailUpdate({ ...ids, ...update }, as(bob.session_token)))).toBe(
    "403 session_authorization_error",
  )
  expect(await refusal(members.startEmailUpdate({ ...mine, ...update }, as(bob.session_token)))).toBe("success")
  expect(await refusal(members.deleteMFAPhoneNumber(ids, as(bob.session_token)))).toBe(
    "403 session_authorization_error",
  )
  const stranger = { organization_id, member_password_id: "member-password-test-x" }
  expect(await refusal(members.deletePassword(stranger, as(bob.session_token)))).toBe("403 session_authorization_error")
})

test("settings of the primary methods have to agree with themselves", async () => {
  const { client, organization_id } = await founded()
  const update = (settings: object) => refusal(client.organizations.update({ organization_id, ...settings }))
  expect(await update({ auth_methods: "RESTRICTED" })).toBe("400 allowed_auth_methods_required_for_restricted")
  expect(await update({ allowed_auth_methods: ["fax"] })).toBe("400 invalid_organization_allowed_auth_methods")
})
