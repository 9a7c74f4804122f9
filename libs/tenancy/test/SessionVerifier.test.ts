import { once } from "node:events"
import { createServer } from "node:http"
import { ApiClientPrincipal, MemberPrincipal } from "@tango/contracts/Principal"
import { type Issuer, startIssuer } from "@tango/testing/Issuer"
import { ConfigProvider, Effect, Layer, ManagedRuntime } from "effect"
import { afterAll, assert, beforeAll, describe, it, vi } from "vitest"
import { SessionVerifier } from "../src/SessionVerifier.ts"

const organizationId = "organization-test-one"
const session = {
  "https://stytch.com/session": { id: "member-session-test-1", roles: ["stytch_member", "stytch_admin"] },
  "https://stytch.com/organization": { organization_id: organizationId, slug: "one" },
}

let issuer: Issuer
let runtime: ManagedRuntime.ManagedRuntime<SessionVerifier, unknown>

beforeAll(async () => {
  issuer = await startIssuer()
  const env = { TANGO_ENV: "local", STYTCH_PROJECT_ID: issuer.projectId, STYTCH_BASE_URL: issuer.url }
  runtime = ManagedRuntime.make(
    SessionVerifier.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))),
  )
})
afterAll(async () => {
  await runtime.dispose()
  await issuer.close()
})

const verify = (token: string) =>
  runtime.runPromise(Effect.result(SessionVerifier.use((verifier) => verifier.verify(token))))

const accepted = async (token: string) => {
  const result = await verify(token)
  return result._tag === "Success" ? result.success : assert.fail("refused")
}

const isRefused = async (token: string) => {
  const result = await verify(token)
  if (result._tag === "Success") assert.fail(`accepted as ${JSON.stringify(result.success)}`)
  assert.equal(result.failure._tag, "Unauthenticated")
}

describe("a session JWT", () => {
  it("speaks for a member, whatever custom claims it carries", async () => {
    const principal = await accepted(
      await issuer.sign("member-test-ada", {
        ...session,
        scope: "projects:write",
        organization_id: "organization-test-two",
      }),
    )
    assert.instanceOf(principal, MemberPrincipal)
    assert.containSubset(principal, { organizationId, role: "admin" })
    assert.deepEqual(principal.actor, { kind: "member", id: "member-test-ada" })
  })

  it("is refused with the subject of an API client, without a session, for nobody", async () => {
    await isRefused(await issuer.sign("m2m-client-test-robot", session))
    await isRefused(await issuer.sign("member-test-ada", { organization_id: organizationId, scope: "projects:read" }))
    await isRefused(await issuer.sign("", session))
  })
})

describe("an API client's token", () => {
  const claims = { scope: "projects:read projects:write billing:write *:* nonsense", organization_id: organizationId }

  it("speaks for the client, with those of its scopes that are ours", async () => {
    const principal = await accepted(await issuer.sign("m2m-client-test-robot", claims))
    assert.instanceOf(principal, ApiClientPrincipal)
    assert.containSubset(principal, { organizationId, scopes: ["projects:read", "projects:write"] })
    assert.deepEqual(principal.actor, { kind: "api_client", id: "m2m-client-test-robot" })
  })

  it("is refused with a member's subject, with a session in it, and without an organization", async () => {
    await isRefused(await issuer.sign("member-test-ada", claims))
    await isRefused(await issuer.sign("m2m-client-test-robot", { ...claims, ...session }))
    await isRefused(await issuer.sign("m2m-client-test-robot", { scope: "projects:read" }))
  })

  it("is refused for another audience, from another issuer, and when it has expired", async () => {
    await isRefused(await issuer.sign("m2m-client-test-robot", { ...claims, aud: ["project-test-other"] }))
    await isRefused(await issuer.sign("m2m-client-test-robot", { ...claims, iss: "stytch.com/project-test-other" }))
    await isRefused(await issuer.sign("m2m-client-test-robot", claims, -60))
  })
})

describe("the published keys", () => {
  it("stay good while nobody answers for them, however old they are, and no others do", async () => {
    const gone = await startIssuer()
    const stranger = await startIssuer()
    const env = { TANGO_ENV: "local", STYTCH_PROJECT_ID: gone.projectId, STYTCH_BASE_URL: gone.url }
    const config = ConfigProvider.layer(ConfigProvider.fromUnknown(env))
    const verifier = ManagedRuntime.make(SessionVerifier.layer.pipe(Layer.provide(config)))
    const verdict = (token: string) =>
      verifier.runPromise(Effect.result(SessionVerifier.use(({ verify }) => verify(token)))).then(({ _tag }) => _tag)
    const later = (minutes: number) => vi.setSystemTime(Date.now() + minutes * 60_000)
    try {
      const token = (memberId: string) => gone.token({ organizationId, memberId, expiresIn: 3600 })
      assert.equal(await verdict(await token("member-test-ada")), "Success")
      vi.useFakeTimers({ toFake: ["Date"] })
      await gone.close()
      // Keys are asked for again after ten minutes.
      later(11)
      assert.equal(await verdict(await token("member-test-grace")), "Success")
      assert.equal(await verdict(await token("member-test-kay")), "Success")
      assert.equal(await verdict(await stranger.token({ organizationId })), "Failure")
      later(11)
      assert.equal(await verdict(await token("member-test-jean")), "Success")
    } finally {
      vi.useRealTimers()
      await verifier.dispose()
      await stranger.close()
    }
  })
})

it("are had at the start, before anybody shows a token", async () => {
  const source = await startIssuer()
  const answered = Promise.withResolvers<void>()
  const front = createServer(async ({ url }, response) => {
    response.setHeader("content-type", "application/json")
    response.end(await (await fetch(source.url + String(url))).text(), answered.resolve)
  }).listen(0, "127.0.0.1")
  await once(front, "listening")
  const address = front.address()
  const port = typeof address === "object" ? address?.port : undefined
  const env = { TANGO_ENV: "local", STYTCH_PROJECT_ID: source.projectId, STYTCH_BASE_URL: `http://127.0.0.1:${port}` }
  const verifier = ManagedRuntime.make(
    SessionVerifier.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))),
  )
  await verifier.runPromise(SessionVerifier)
  await answered.promise
  front.close()
  const token = await source.token({ organizationId, memberId: "member-test-ada" })
  const result = await verifier.runPromise(Effect.result(SessionVerifier.use(({ verify }) => verify(token))))
  await verifier.dispose()
  await source.close()
  assert.equal(result._tag, "Success")
})

it("cannot be judged where there have never been keys: that is not the token's fault", async () => {
  const env = { TANGO_ENV: "local", STYTCH_PROJECT_ID: issuer.projectId, STYTCH_BASE_URL: "http://127.0.0.1:9" }
  const keyless = ManagedRuntime.make(
    SessionVerifier.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))),
  )
  const token = await issuer.sign("member-test-ada", session)
  const result = await keyless.runPromise(Effect.result(SessionVerifier.use((verifier) => verifier.verify(token))))
  await keyless.dispose()
  assert.equal(result._tag === "Failure" ? result.failure._tag : "accepted", "ProviderUnavailable")
})
