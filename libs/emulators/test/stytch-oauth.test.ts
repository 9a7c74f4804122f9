import { createHash, randomBytes } from "node:crypto"
import { expect, test } from "vitest"
import { publicTokenOf } from "../src/stytch/PublicStart.ts"
import { startUrl, visit } from "./stytchBrowser.ts"
import { project, projectId, refusal, temporaryFile } from "./stytchProject.ts"

const public_token = publicTokenOf(projectId)
const ada = { email: "Ada@Example.com", name: "Ada Lovelace", decision: "allow" }
const app = "http://app.test/authenticate"

const running = async (options: Parameters<typeof project>[0] = {}) => {
  const started = await project(options)
  const { url, client } = started
  const discovery = (provider: string, query: Record<string, string> = {}) =>
    startUrl(url, `/v1/b2b/public/oauth/${provider}/discovery/start`, {
      public_token,
      discovery_redirect_url: app,
      ...query,
    })
  const organization = (provider: string, query: Record<string, string>) =>
    startUrl(url, `/v1/b2b/public/oauth/${provider}/start`, {
      public_token,
      login_redirect_url: `${app}?from=login`,
      signup_redirect_url: `${app}?from=signup`,
      ...query,
    })
  const tokenIn = (back: URL): string => back.searchParams.get("token") ?? ""
  /** Signs up through Google with an organization of one's own. */
  const found = async () => {
    const discovery_oauth_token = tokenIn(await visit(discovery("google"), ada))
    const { intermediate_session_token } = await client.oauth.discovery.authenticate({ discovery_oauth_token })
    return client.discovery.organizations.create({ intermediate_session_token, organization_name: "Acme" })
  }
  return { ...started, discovery, organization, tokenIn, found }
}

test("a person signs up through Google, and the organization and the member know it", async () => {
  const { client, discovery, tokenIn } = await running()
  const back = await visit(discovery("google"), ada)
  expect(back.href).toMatch(/^http:\/\/app\.test\/authenticate\?stytch_token_type=discovery_oauth&token=[\w-]{44}$/)
  const discovery_oauth_token = tokenIn(back)
  const found = await client.oauth.discovery.authenticate({ discovery_oauth_token })
  expect(found).toMatchObject({
    email_address: "ada@example.com",
    full_name: "Ada Lovelace",
    provider_type: "Google",
    provider_tenant_ids: [],
    discovered_organizations: [],
  })
  expect(await refusal(client.oauth.discovery.authenticate({ discovery_oauth_token }))).toBe(
    "404 oauth_token_not_found",
  )
  const { intermediate_session_token } = found
  const created = await client.discovery.organizations.create({ intermediate_session_token })
  expect(created.member).toMatchObject({
    name: "Ada Lovelace",
    email_address_verified: true,
    oauth_registrations: [{ provider_type: "Google" }],
  })
  expect(created.member_session?.authentication_factors[0]).toMatchObject({
    type: "oauth",
    delivery_method: "oauth_google",
    google_oauth_factor: { provider_subject: created.member.oauth_registrations[0]?.provider_subject },
  })
})

test("a member logs in to its organization through Microsoft; others need a domain that may join", async () => {
  const { client, found, organization, tokenIn } = await running()
  const { organization: acme, member_id } = await found()
  const { organization_id } = acme
  const start = organization("microsoft", { slug: acme.organization_slug })
  const back = await visit(start, ada)
  expect(back.searchParams.get("from")).toBe("login")
  expect(back.searchParams.get("stytch_token_type")).toBe("oauth")
  const login = await client.oauth.authenticate({ oauth_token: tokenIn(back), session_duration_minutes: 30 })
  expect(login).toMatchObject({ member_id, member_authenticated: true, provider_type: "Microsoft" })
  expect(login.provider_values?.scopes).toContain("email")
  expect(login.member.oauth_registrations.map(({ provider_type }) => provider_type)).toEqual(["Google", "Microsoft"])
  const again = await client.oauth.authenticate({ oauth_token: tokenIn(await visit(start, ada)) })
  expect(again.member.oauth_registrations).toEqual(login.member.oauth_registrations)

  const bob = { email: "bob@example.com", name: "Bob", decision: "allow" }
  const come = async () => {
    const answer = await visit(organization("google", { organization_id }), bob)
    expect(answer.searchParams.get("from")).toBe("signup")
    return client.oauth.authenticate({ oauth_token: tokenIn(answer) })
  }
  expect(await refusal(come())).toBe("400 email_jit_provisioning_not_allowed")
  await client.organizations.update({
    organization_id,
    email_jit_provisioning: "RESTRICTED",
    email_allowed_domains: ["example.com"],
  })
  expect((await come()).member).toMatchObject({ name: "Bob", status: "active", is_admin: false })
})

test("an address that the provider has not verified needs a mail before it opens anybody's account", async () => {
  const { client, found, organization, tokenIn, tokenFor } = await running()
  const { organization: acme, member_id } = await found()
  const { organization_id } = acme
  const back = await visit(organization("microsoft", { organization_id }), { ...ada, unverified: "on" })
  const half = await client.oauth.authenticate({ oauth_token: tokenIn(back) })
  expect(half).toMatchObject({ member_authenticated: false, session_token: "", member_id })
  expect(half.primary_required?.allowed_auth_methods).toContain("magic_link")
  const { intermediate_session_token } = half
  await client.magicLinks.email.loginOrSignup({ organization_id, email_address: "ada@example.com" })
  const magic_links_token = tokenFor("ada@example.com")
  const whole = await client.magicLinks.authenticate({ magic_links_token, intermediate_session_token })
  expect(whole.member_authenticated).toBe(true)
  expect(whole.member.oauth_registrations).toHaveLength(2)
})

test("an organization that allows Google only sends everybody else there", async () => {
  const { client, discover, found, organization, tokenIn } = await running()
  const { organization_id } = (await found()).organization
  const restrict = (allowed_auth_methods: Array<string>) =>
    client.organizations.update({ organization_id, auth_methods: "RESTRICTED", allowed_auth_methods })
  await restrict(["google_oauth"])
  const { intermediate_session_token } = await discover("ada@example.com")
  const half = await client.discovery.intermediateSessions.exchange({ intermediate_session_token, organization_id })
  expect(half.primary_required).toEqual({ allowed_auth_methods: ["google_oauth"] })
  const through = async (provider: string) => {
    const back = await visit(organization(provider, { organization_id }), ada)
    return client.oauth.authenticate({ oauth_token: tokenIn(back) })
  }
  expect((await through("microsoft")).member_authenticated).toBe(false)
  expect((await through("google")).member_authenticated).toBe(true)
})

test("who cancels comes back with an error and without a token", async () => {
  const { discovery } = await running()
  const back = await visit(discovery("google"), { decision: "deny" })
  expect(back.origin).toBe("http://app.test")
  expect(back.searchParams.get("error")).toBe("access_denied")
  expect(back.searchParams.has("token")).toBe(false)
})

test("a token lives ten minutes, survives a restart, and needs the verifier of its challenge", async () => {
  const file = temporaryFile()
  const { client, discovery, stop, tokenIn } = await running({ file })
  const pkce_code_verifier = randomBytes(48).toString("base64url")
  const pkce_code_challenge = createHash("sha256").update(pkce_code_verifier).digest("base64url")
  const discovery_oauth_token = tokenIn(await visit(discovery("google", { pkce_code_challenge }), ada))
  const authenticate = (verifier: object = {}) =>
    refusal(client.oauth.discovery.authenticate({ discovery_oauth_token, ...verifier }))
  expect(await authenticate()).toBe("400 pkce_expected_code_verifier")
  expect(await authenticate({ pkce_code_verifier: "wrong" })).toBe("400 pkce_mismatch")
  expect(await refusal(client.oauth.authenticate({ oauth_token: discovery_oauth_token }))).toBe(
    "404 oauth_token_not_found",
  )
  const late = tokenIn(await visit(discovery("google"), ada))
  await stop()
  const again = await project({ file })
  const { oauth } = again.client
  expect(await refusal(oauth.discovery.authenticate({ discovery_oauth_token, pkce_code_verifier }))).toBe("success")
  again.clock.advance(10 * 60)
  expect(await refusal(oauth.discovery.authenticate({ discovery_oauth_token: late }))).toBe("404 oauth_token_not_found")
})

test("the page offers the accounts used before, and asks again for what is no address", async () => {
  const { discovery } = await running()
  await visit(discovery("google"), { ...ada, name: "<b>Ada</b>" })
  const page = await fetch(discovery("google", { provider_login_hint: "x@y.test" }))
  const text = await page.text()
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'")
  expect(text).toContain("ada@example.com")
  expect(text).toContain("&lt;b&gt;Ada")
  const forms = text.split("<form").slice(1)
  expect(forms.map((form) => /<button[^>]*name="(\w+)"/.exec(form)?.[1])).toEqual(["account", "decision"])
  expect(text).toContain('value="x@y.test"')
  const back = await visit(discovery("google"), { account: "ada@example.com" })
  expect(back.searchParams.get("token")).not.toBeNull()
  await expect(visit(discovery("google"), { email: "nobody" })).rejects.toThrow("400")
})

test("a start that says too little or too much is refused in words", async () => {
  const { discovery, organization, url } = await running()
  const answer = async (start: URL) => {
    const response = await fetch(start, { redirect: "manual" })
    const { error_type }: { error_type?: string } = JSON.parse(await response.text())
    return `${response.status} ${error_type}`
  }
  expect(await answer(discovery("google", { public_token: "" }))).toBe("400 public_token_required")
  expect(await answer(discovery("google", { public_token: "public-token-test-x" }))).toBe("404 public_token_not_found")
  expect(await answer(discovery("myspace"))).toBe("400 invalid_oauth_provider")
  expect(await answer(discovery("constructor"))).toBe("400 invalid_oauth_provider")
  expect(await answer(discovery("google", { discovery_redirect_url: "javascript:alert(1)" }))).toBe(
    "400 no_match_for_provided_oauth_url",
  )
  expect(await answer(discovery("google", { pkce_code_challenge: "short" }))).toBe("400 invalid_pkce_code_challenge")
  expect(await answer(organization("google", {}))).toBe("400 missing_oauth_organization_locator")
  expect(await answer(organization("google", { organization_id: "x", slug: "y" }))).toBe(
    "400 too_many_oauth_organization_locators",
  )
  expect(await answer(organization("google", { slug: "nowhere" }))).toBe("404 organization_not_found")
  expect(await answer(startUrl(url, "/oauth/google/authorize", { state: "made-up" }))).toBe("400 oauth_invalid_state")
})
