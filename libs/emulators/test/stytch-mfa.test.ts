import { createHash } from "node:crypto"
import { TOTP } from "otpauth"
import { expect, test } from "vitest"
import { qrCode } from "../src/kit/QrCode.ts"
import { project, refusal, temporaryFile } from "./stytchProject.ts"

const phone = "+15555550123"
const email_address = "ada@example.com"
const appCode = (secret: string, stepsAhead = 0) =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + stepsAhead * 30_000 })

/** A founder, and how to log it in again by mail. */
const founded = async (options: Parameters<typeof project>[0] = {}) => {
  const started = await project(options)
  const { organization, member_id, session_token } = await started.signUp(email_address, "Acme")
  const ids = { organization_id: organization.organization_id, member_id }
  const login = async () => {
    await started.client.magicLinks.email.loginOrSignup({ ...ids, email_address })
    return started.client.magicLinks.authenticate({ magic_links_token: started.tokenFor(email_address) })
  }
  return { ...started, ids, session_token, login }
}

test("an authenticator app is enrolled, asked for at the next log-in, and its code works once", async () => {
  const { client, ids, login, session_token } = await founded()
  const started = await client.totps.create(ids)
  expect(started.qr_code).toMatch(/^data:image\/png;base64,/)
  expect(started.recovery_codes).toHaveLength(10)
  expect(started.recovery_codes[0]).toMatch(/^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$/)
  expect(started.member.totp_registration_id).toBe("")
  const enroll = { ...ids, session_token, set_mfa_enrollment: "enroll" }
  expect(await refusal(client.totps.authenticate({ ...enroll, code: "000000" }))).toBe(
    "401 unable_to_authenticate_totp",
  )
  const enrolled = await client.totps.authenticate({ ...enroll, code: appCode(started.secret) })
  expect(enrolled.session_token).toBe(session_token)
  expect(enrolled.member).toMatchObject({
    mfa_enrolled: true,
    totp_registration_id: started.totp_registration_id,
    default_mfa_method: "totp",
  })
  const half = await login()
  expect(half).toMatchObject({ member_authenticated: false, session_token: "", session_jwt: "", member_session: null })
  expect(half.mfa_required).toEqual({
    member_options: { mfa_phone_number: "", totp_registration_id: started.totp_registration_id },
    secondary_auth_initiated: null,
  })
  const { intermediate_session_token } = half
  const finish = (code: string) => client.totps.authenticate({ ...ids, intermediate_session_token, code })
  expect(await refusal(finish(appCode(started.secret)))).toBe("400 totp_code_already_authenticated")
  expect(await refusal(finish(started.recovery_codes[0] ?? ""))).toBe("400 recovery_code_used_as_totp_code")
  const whole = await finish(appCode(started.secret, 1))
  expect(whole.session_token).not.toBe("")
  expect(whole.member_session?.authentication_factors).toMatchObject([
    { type: "magic_link", sequence_order: "PRIMARY" },
    {
      type: "totp",
      delivery_method: "authenticator_app",
      sequence_order: "SECONDARY",
      authenticator_app_factor: { totp_id: started.totp_registration_id },
    },
  ])
  expect(await refusal(finish(appCode(started.secret, -1)))).toBe("404 intermediate_session_not_found")
  expect(await refusal(client.totps.authenticate({ ...ids, code: "123456" }))).toBe("400 no_session_arguments")
  expect(
    await refusal(client.totps.authenticate({ ...ids, code: "1", session_token, intermediate_session_token: "x" })),
  ).toBe("400 too_many_session_arguments")
})

test("a registration has to be completed in its time, and one at a time may be active", async () => {
  const { client, clock, ids, session_token } = await founded()
  expect(await refusal(client.totps.authenticate({ ...ids, session_token, code: "123456" }))).toBe("404 totp_not_found")
  const { secret } = await client.totps.create({ ...ids, expiration_minutes: 5 })
  clock.advance(5 * 60)
  const code = appCode(secret)
  expect(await refusal(client.totps.authenticate({ ...ids, session_token, code }))).toBe("400 expired_totp")
  const again = await client.totps.create(ids)
  await client.totps.authenticate({ ...ids, session_token, code: appCode(again.secret) })
  expect(await refusal(client.totps.create(ids))).toBe("400 insufficient_factors")
  expect(await refusal(client.totps.create({ ...ids, session_token }))).toBe("400 active_totp_exists")
  expect(await refusal(client.totps.create({ ...ids, expiration_minutes: 1 }))).toBe("400 insufficient_factors")
  const removed = await client.organizations.members.deleteTOTP(ids)
  expect(removed.member).toMatchObject({ totp_registration_id: "", default_mfa_method: "" })
  expect(await refusal(client.organizations.members.deleteTOTP(ids))).toBe("404 totp_not_found")
  expect(await refusal(client.recoveryCodes.get(ids))).toBe("404 recovery_codes_not_found")
  expect(await refusal(client.totps.create({ ...ids, expiration_minutes: 1 }))).toBe("400 invalid_expiration_minutes")
})

test("a recovery code stands in for the app, once; rotated ones are void; an app can be brought along", async () => {
  const { client, ids, login } = await founded()
  const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
  const moved = await client.totps.migrate({ ...ids, secret, recovery_codes: ["one-by-one", "two-by-two"] })
  expect(moved.member.totp_registration_id).toBe(moved.totp_registration_id)
  await client.organizations.members.update({ ...ids, mfa_enrolled: true })
  const first = await login()
  const recover = (recovery_code: string, intermediate_session_token: string) =>
    client.recoveryCodes.recover({ ...ids, recovery_code, intermediate_session_token })
  const token = first.intermediate_session_token
  expect(await refusal(recover("nonsense", token))).toBe("401 unable_to_authenticate_recovery_code")
  const back = await recover("One-By-One", token)
  expect(back.recovery_codes_remaining).toBe(1)
  expect(back.member_session?.authentication_factors[1]).toMatchObject({ type: "recovery_codes" })
  const second = await login()
  expect(await refusal(recover("one-by-one", second.intermediate_session_token))).toBe(
    "401 unable_to_authenticate_recovery_code",
  )
  const { recovery_codes } = await client.recoveryCodes.rotate(ids)
  expect((await client.recoveryCodes.get(ids)).recovery_codes).toEqual(recovery_codes)
  expect(await refusal(recover("two-by-two", second.intermediate_session_token))).toBe(
    "401 unable_to_authenticate_recovery_code",
  )
  const code = appCode(secret)
  const { intermediate_session_token } = second
  expect((await client.totps.authenticate({ ...ids, intermediate_session_token, code })).session_token).not.toBe("")
  expect(await refusal(client.totps.migrate({ ...ids, secret, recovery_codes: [] }))).toBe("400 active_totp_exists")
})

test("a phone is enrolled by text; at the next log-in the code is sent unasked, lives two minutes, and works once", async () => {
  const { client, clock, codeFor, ids, login, session_token, texts } = await founded()
  const sent = await client.otps.sms.send({ ...ids, mfa_phone_number: phone })
  expect(sent.member).toMatchObject({ mfa_phone_number: phone, mfa_phone_number_verified: false })
  const wish = { ...ids, session_token, set_mfa_enrollment: "enroll", set_default_mfa: true }
  const enrolled = await client.otps.sms.authenticate({ ...wish, code: codeFor(phone) })
  expect(enrolled.member).toMatchObject({
    mfa_enrolled: true,
    mfa_phone_number_verified: true,
    default_mfa_method: "sms_otp",
  })
  const half = await login()
  expect(half.mfa_required).toEqual({
    member_options: { mfa_phone_number: phone, totp_registration_id: "" },
    secondary_auth_initiated: "sms_otp",
  })
  expect(texts).toHaveLength(2)
  const { intermediate_session_token } = half
  const finish = (code: string) => client.otps.sms.authenticate({ ...ids, intermediate_session_token, code })
  const stale = codeFor(phone)
  await client.otps.sms.send(ids)
  if (codeFor(phone) !== stale) expect(await refusal(finish(stale))).toBe("401 unable_to_auth_otp_code")
  clock.advance(2 * 60)
  expect(await refusal(finish(codeFor(phone)))).toBe("401 unable_to_auth_otp_code")
  await client.otps.sms.send(ids)
  const whole = await finish(codeFor(phone))
  expect(whole.member_session?.authentication_factors[1]).toMatchObject({
    type: "otp",
    delivery_method: "sms",
    phone_number_factor: { phone_number: phone },
  })
  const stepUp = { ...ids, session_token: whole.session_token, code: codeFor(phone) }
  expect(await refusal(client.otps.sms.authenticate(stepUp))).toBe("401 unable_to_auth_otp_code")
})

test("a phone number is one, well-formed, and replaced only after it was deleted", async () => {
  const { client, codeFor, ids, session_token } = await founded()
  const { members } = client.organizations
  expect(await refusal(client.otps.sms.send(ids))).toBe("404 member_phone_number_not_found")
  expect(await refusal(client.otps.sms.send({ ...ids, mfa_phone_number: "555" }))).toBe("400 invalid_phone_number")
  expect(await refusal(members.update({ ...ids, mfa_phone_number: "0049" }))).toBe("400 invalid_phone_number")
  expect(await refusal(client.otps.sms.authenticate({ ...ids, session_token, code: "123456" }))).toBe(
    "404 otp_code_not_found",
  )
  await client.otps.sms.send({ ...ids, mfa_phone_number: phone })
  const other = { ...ids, mfa_phone_number: "+15555550124" }
  expect(await refusal(client.otps.sms.send(other))).toBe("400 duplicate_member_phone_number_for_member")
  expect(await refusal(members.update(other))).toBe("400 duplicate_member_phone_number_for_member")
  await client.otps.sms.authenticate({ ...ids, session_token, code: codeFor(phone) })
  const removed = await members.deleteMFAPhoneNumber(ids)
  expect(removed.member).toMatchObject({ mfa_phone_number: "", mfa_phone_number_verified: false })
  expect(await refusal(members.deleteMFAPhoneNumber(ids))).toBe("404 member_phone_number_not_found")
  await client.otps.sms.send(other)
  expect(await refusal(members.update({ ...ids, default_mfa_method: "totp" }))).toBe(
    "400 default_mfa_member_missing_factor",
  )
})

test("an organization that requires a second factor enrols people at their log-in; its methods may be restricted", async () => {
  const { client, ids, login, session_token, signUp, discover } = await founded()
  const { organization_id } = ids
  const update = (settings: object) => client.organizations.update({ organization_id, ...settings })
  expect(await refusal(update({ mfa_methods: "RESTRICTED" }))).toBe("400 allowed_mfa_methods_required_for_restricted")
  expect(await refusal(update({ allowed_mfa_methods: ["fax"] }))).toBe("400 invalid_organization_allowed_mfa_methods")
  expect(await refusal(update({ mfa_policy: "SOMETIMES" }))).toBe("400 invalid_organization_mfa_policy")
  await update({ mfa_policy: "REQUIRED_FOR_ALL", mfa_methods: "RESTRICTED", allowed_mfa_methods: ["totp"] })
  expect((await client.sessions.authenticate({ session_token })).member.member_id).toBe(ids.member_id)
  const half = await login()
  expect(half).toMatchObject({ member_authenticated: false, mfa_required: { member_options: null } })
  const { intermediate_session_token } = half
  expect(await refusal(client.otps.sms.send({ ...ids, mfa_phone_number: phone, intermediate_session_token }))).toBe(
    "400 operation_restricted_by_organization_mfa_methods",
  )
  const { secret } = await client.totps.create({ ...ids, intermediate_session_token })
  const done = await client.totps.authenticate({ ...ids, intermediate_session_token, code: appCode(secret) })
  expect(done.member.mfa_enrolled).toBe(true)
  const found = await discover(email_address)
  expect(found.discovered_organizations[0]).toMatchObject({ member_authenticated: false, mfa_required: {} })
  const other = await signUp("eve@example.com", "Other")
  expect(await refusal(client.totps.authenticate({ ...ids, session_token: other.session_token, code: "123456" }))).toBe(
    "400 member_session_member_id_mismatch",
  )
  const invited = await client.magicLinks.email.invite({ organization_id, email_address: "bob@example.com" })
  expect(await refusal(client.totps.create({ organization_id, member_id: invited.member_id }))).toBe(
    "400 action_available_only_for_active_members",
  )
})

test("ten wrong codes lock the member, and the eleventh text in ten minutes is refused; a restart changes neither", async () => {
  const file = temporaryFile()
  const { client, ids, session_token, stop, texts } = await founded({ file })
  await client.otps.sms.send({ ...ids, mfa_phone_number: phone })
  const wrong = texts[0]?.text.includes("123456") ? "654321" : "123456"
  const guess = () => refusal(client.otps.sms.authenticate({ ...ids, session_token, code: wrong }))
  for (let time = 0; time < 10; time += 1) expect(await guess()).toBe("401 unable_to_auth_otp_code")
  expect(await guess()).toBe("429 user_lock_limit_reached")
  await stop()
  const again = await project({ file })
  again.clock.advance(55 * 60)
  expect(await refusal(again.client.otps.sms.send(ids))).toBe("429 user_lock_limit_reached")
  again.clock.advance(5 * 60)
  for (let time = 0; time < 10; time += 1) await again.client.otps.sms.send(ids)
  expect(await refusal(again.client.otps.sms.send(ids))).toBe("429 too_many_requests")
})

test("a QR code is the one that independent readers have read", () => {
  const text =
    "otpauth://totp/Acme:ada@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Acme&algorithm=SHA1&digits=6&period=30"
  const modules = qrCode(text)
  expect(modules).toHaveLength(41)
  const picture = modules.map((row) => row.map((dark) => (dark ? "#" : " ")).join("")).join("\n")
  expect(createHash("sha256").update(picture).digest("hex")).toBe(
    "03cd26c9740f0e8266c3795a2620d24eae745f70163efe1177e044cf0c194b94",
  )
  expect(() => qrCode("x".repeat(214))).toThrow("214 bytes")
})
