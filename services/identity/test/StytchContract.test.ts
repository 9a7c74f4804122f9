import { totpCode } from "@tango/testing/Totp"
import { ConfigProvider, Effect, Layer, ManagedRuntime } from "effect"
import { randomBytes, scryptSync } from "node:crypto"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import type { AuthResult } from "../src/domain/LogIn.ts"
import { Stytch, type StytchFailure } from "../src/Stytch.ts"
import { startStytchUnderTest } from "./StytchUnderTest.ts"

const real = {
  STYTCH_PROJECT_ID: process.env["STYTCH_TEST_PROJECT_ID"],
  STYTCH_SECRET: process.env["STYTCH_TEST_SECRET"],
}
const isReal = real.STYTCH_PROJECT_ID !== undefined && real.STYTCH_SECRET !== undefined

interface Target {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => number
  readonly close: () => Promise<void>
}
const emulator = async (): Promise<Target> => {
  const stytch = await startStytchUnderTest()
  return { env: stytch.env, now: stytch.clock.now, close: stytch.close }
}
const project = (): Promise<Target> => Promise.resolve({ env: real, now: Date.now, close: () => Promise.resolve() })

const targets: ReadonlyArray<readonly [name: string, start: () => Promise<Target>]> = [
  ["the emulator", emulator],
  ...(isReal ? [["a real test project", project] as const] : []),
]
const unasked = isReal ? "" : "; NOT on a real project: STYTCH_TEST_PROJECT_ID and STYTCH_TEST_SECRET are not set"

const password = "correct-horse-battery-staple-7"
const hashed = () => {
  const salt = randomBytes(16).toString("base64")
  const scrypt_config = { salt, n_parameter: 4096, r_parameter: 8, p_parameter: 1, key_length: 32 }
  const hash = scryptSync(password, Buffer.from(salt, "base64"), 32, { N: 4096, r: 8, p: 1 }).toString("base64")
  return { hash, hash_type: "scrypt", scrypt_config }
}

describe.each(targets)(`what log-in relies on at Stytch, on %s${unasked}`, (_, start) => {
  const run = randomBytes(4).toString("hex")
  const email = `contract-${run}@tango-contract.example`
  let target: Target
  let runtime: ManagedRuntime.ManagedRuntime<Stytch, unknown>
  let organization_id: string
  let member_id: string

  const stytch = <A>(use: (port: Stytch["Service"]) => Effect.Effect<A, StytchFailure>): Promise<A> =>
    runtime.runPromise(Effect.flatMap(Stytch, use))
  const refusal = (use: (port: Stytch["Service"]) => Effect.Effect<unknown, StytchFailure>): Promise<string> =>
    runtime.runPromise(
      Effect.flatMap(Stytch, use).pipe(
        Effect.match({
          onSuccess: () => "no refusal",
          onFailure: (error) =>
            error instanceof Object && "errorType" in error ? String(error.errorType) : "no answer",
        }),
      ),
    )
  const logIn = async (): Promise<AuthResult> => {
    const found = await stytch((port) =>
      port.call("passwords.discovery.authenticate", (client) =>
        client.passwords.discovery.authenticate({ email_address: email, password }),
      ),
    )
    return stytch((port) =>
      port.call("discovery.intermediateSessions.exchange", (client) =>
        client.discovery.intermediateSessions.exchange({
          intermediate_session_token: found.intermediate_session_token,
          organization_id,
        }),
      ),
    )
  }

  beforeAll(async () => {
    target = await start()
    const config = ConfigProvider.layer(ConfigProvider.fromUnknown({ TANGO_ENV: "local", ...target.env }))
    runtime = ManagedRuntime.make(Stytch.layer.pipe(Layer.provide(config)))
    const created = await stytch((port) =>
      port.call("organizations.create", (client) =>
        client.organizations.create({ organization_name: `Contract ${run}`, organization_slug: `contract-${run}` }),
      ),
    )
    organization_id = created.organization.organization_id
    const migrated = await stytch((port) =>
      port.call("passwords.migrate", (client) =>
        client.passwords.migrate({ organization_id, email_address: email, name: "Contract", ...hashed() }),
      ),
    )
    member_id = migrated.member_id
  })
  afterAll(async () => {
    await stytch((port) =>
      port.call("organizations.delete", (client) => client.organizations.delete({ organization_id })),
    )
    await runtime.dispose()
    await target.close()
  })

  it("an organization is found by its slug as well as by its id", async () => {
    const found = await stytch((port) =>
      port.read("organizations.get", (client) => client.organizations.get({ organization_id: `contract-${run}` })),
    )
    assert.equal(found.organization.organization_id, organization_id)
    assert.deepEqual(found.organization.sso_active_connections, [])
  })

  it("the strength of a password comes with a score and says what is known from a breach", async () => {
    const check = (candidate: string) =>
      stytch((port) =>
        port.read("passwords.strengthCheck", (client) => client.passwords.strengthCheck({ password: candidate })),
      )
    assert.deepInclude(await check(password), { valid_password: true, breached_password: false })
    assert.deepInclude(await check("password123"), { valid_password: false, breached_password: true })
  })

  it("a password leads over discovery into a session, which is refreshed, listed and revoked", async () => {
    const open = await logIn()
    assert.isTrue(open.member_authenticated)
    const session_token = open.session_token
    const refreshed = await stytch((port) =>
      port.call("sessions.authenticate", (client) => client.sessions.authenticate({ session_token })),
    )
    assert.equal(refreshed.member.member_id, member_id)
    const byJwt = await stytch((port) =>
      port.call("sessions.authenticate", (client) =>
        client.sessions.authenticate({ session_jwt: refreshed.session_jwt }),
      ),
    )
    const id = byJwt.member_session.member_session_id
    const listed = await stytch((port) =>
      port.read("sessions.get", (client) => client.sessions.get({ organization_id, member_id })),
    )
    assert.include(
      listed.member_sessions.map((session) => session.member_session_id),
      id,
    )
    const memberships = await stytch((port) =>
      port.read("discovery.organizations.list", (client) => client.discovery.organizations.list({ session_token })),
    )
    assert.include(
      memberships.discovered_organizations.map(({ organization }) => organization?.organization_id),
      organization_id,
    )
    await stytch((port) => port.call("sessions.revoke", (client) => client.sessions.revoke({ member_session_id: id })))
    const again = await refusal((port) =>
      port.call("sessions.authenticate", (client) => client.sessions.authenticate({ session_token })),
    )
    assert.equal(again, "session_not_found")
  })

  it("a wrong password and unknown tokens are refused, and not called an outage", async () => {
    const refusals = await Promise.all([
      refusal((port) =>
        port.call("wrong password", (client) =>
          client.passwords.discovery.authenticate({ email_address: email, password: "wrong-on-purpose" }),
        ),
      ),
      refusal((port) =>
        port.call("unknown link", (client) =>
          client.magicLinks.discovery.authenticate({ discovery_magic_links_token: "unknown" }),
        ),
      ),
      refusal((port) =>
        port.call("unknown way back", (client) =>
          client.oauth.discovery.authenticate({ discovery_oauth_token: "unknown" }),
        ),
      ),
      refusal((port) => port.call("unknown sso", (client) => client.sso.authenticate({ sso_token: "unknown" }))),
    ])
    for (const one of refusals) assert.notInclude(["no refusal", "no answer"], one)
  })

  it("an authenticator app is enrolled in a session and asked for at the next log-in", async () => {
    const { session_jwt } = await logIn()
    const ids = { organization_id, member_id }
    const created = await stytch((port) =>
      port.call("totps.create", (client) => client.totps.create({ ...ids, session_jwt })),
    )
    assert.isNotEmpty(created.recovery_codes)
    const confirmed = await stytch((port) =>
      port.call("totps.authenticate", (client) =>
        client.totps.authenticate({
          ...ids,
          session_jwt,
          code: totpCode(created.secret, target.now()),
          set_mfa_enrollment: "enroll",
        }),
      ),
    )
    assert.isTrue(confirmed.member.mfa_enrolled)
    const next = await logIn()
    assert.isFalse(next.member_authenticated)
    assert.equal(next.session_token, "")
    assert.isNotEmpty(next.mfa_required?.member_options?.totp_registration_id)
    const recovered = await stytch((port) =>
      port.call("recoveryCodes.recover", (client) =>
        client.recoveryCodes.recover({
          ...ids,
          intermediate_session_token: next.intermediate_session_token ?? "",
          recovery_code: created.recovery_codes[0] ?? "",
        }),
      ),
    )
    assert.isNotEmpty(recovered.session_token)
  })
})
