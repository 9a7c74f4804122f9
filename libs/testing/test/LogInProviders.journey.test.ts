import { randomUUID } from "node:crypto"
import { expect, it } from "vitest"
import { logOut, signUp, startJourney } from "./journey/LogInSteps.ts"
import { Person } from "./journey/Person.ts"
import type { RunningStack } from "./journey/RunningStack.ts"

it("somebody signs up with Google; a cancelled log-in says so, and another browser cannot use what came back", async () => {
  const { browser, page, person, stack } = await startJourney("google")
  await page.goto("/login")
  await page.getByRole("button", { name: "Continue with Google" }).click()
  await page.getByRole("button", { name: "Cancel" }).click()
  await page.getByRole("heading", { name: "This log-in was interrupted" }).waitFor()
  await page.getByRole("link", { name: "Start again" }).click()

  await page.getByRole("button", { name: "Continue with Google" }).click()
  await page.getByLabel("E-mail address").fill(person.email)
  await page.getByLabel("Name").fill("Gia Google")
  const back = page.waitForRequest((request) => request.url().includes("/authenticate?"))
  await page.getByRole("button", { name: "Continue", exact: true }).click()
  await person.createOrganization("Googled")

  const stranger = await Person.at(browser, person.email, stack.gateway)
  await stranger.page.goto((await back).url())
  await stranger.page.getByRole("heading", { name: "This log-in was interrupted" }).waitFor()
})

/** What an administrator does at Stytch: a connection of the organization that people of a domain may join by. */
const addConnection = async (stack: RunningStack, slug: string, domain: string): Promise<void> => {
  const { projectId, secret, url } = stack.stytch
  const ask = async (method: string, path: string, body: object) => {
    const response = await fetch(`${url}/v1/b2b${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${projectId}:${secret}`).toString("base64")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    expect(response.status, text).toBe(200)
    return JSON.parse(text)
  }
  const { connection } = await ask("POST", `/sso/saml/${slug}`, {
    display_name: "Works IdP",
    identity_provider: "okta",
  })
  const id = connection.connection_id
  await ask("PUT", `/sso/saml/${slug}/connections/${id}/url`, { metadata_url: `${url}/idp/saml/metadata` })
  await ask("PUT", `/sso/saml/${slug}/connections/${id}`, {
    attribute_mapping: { email: "email", full_name: "name", groups: "groups" },
    saml_group_implicit_role_assignments: [{ group: "builders", role_id: "stytch_admin" }],
  })
  await ask("PUT", `/organizations/${slug}`, {
    email_allowed_domains: [domain],
    email_invites: "ALL_ALLOWED",
    sso_jit_provisioning: "ALL_ALLOWED",
  })
}

it("a colleague comes in over the company's own log-in, found by the organization's name or by the address", async () => {
  const { browser, person, stack } = await startJourney("sso")
  const run = randomUUID().slice(0, 8)
  const slug = `sso-works-${run}`
  await signUp(stack, person, `SSO Works ${run}`)
  await addConnection(stack, slug, `${slug}.example`)

  const colleague = await Person.at(browser, `kay@${slug}.example`, stack.gateway)
  const { page } = colleague
  await page.goto("/login")
  await page.getByRole("link", { name: "Single sign-on" }).click()
  await page.getByLabel("Work e-mail or organization").fill("nobody-has-this-name")
  await page.getByRole("button", { name: "Continue" }).click()
  await page.getByRole("alert").getByText("There is no single sign-on here.").waitFor()
  /** The provider says at each log-in which groups the colleague is in; the role that goes with one comes and goes with it. */
  const comeIn = async (groups: string, role: "Admin" | "Viewer") => {
    await page.getByLabel("Work e-mail or organization").fill(slug)
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByLabel("E-mail address").fill(colleague.email)
    await page.getByLabel("Name").first().fill("Kay McNulty")
    await page.getByLabel("Groups").fill(groups)
    await page.getByRole("button", { name: "Sign in", exact: true }).click()
    await colleague.isIn(`SSO Works ${run}`, role)
  }
  await comeIn("builders", "Admin")
  await logOut(page)
  await page.goto("/login/sso")
  await comeIn("", "Viewer")

  // The log-in above has told us the organization's domain.
  const other = await Person.at(browser, `jean@${slug}.example`, stack.gateway)
  await other.page.goto("/login/sso")
  await other.page.getByLabel("Work e-mail or organization").fill(other.email)
  await other.page.getByRole("button", { name: "Continue" }).click()
  await other.page.getByRole("heading", { name: "Sign in with Works IdP" }).waitFor()
})
