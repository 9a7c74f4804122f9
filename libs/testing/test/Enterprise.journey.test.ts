import { randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import { expect, it, onTestFailed, onTestFinished } from "vitest"
import { agreeOnFeatures } from "./journey/agree.ts"
import { Person, startBrowser } from "./journey/Person.ts"
import { eventually, findStack, type RunningStack } from "./journey/RunningStack.ts"

/** One red pixel. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
)

const start = async (name: string) => {
  const stack = findStack()
  const browser = await startBrowser()
  onTestFinished(() => browser.close())
  const ada = await Person.at(browser, `ada-${randomUUID().slice(0, 8)}@example.com`, stack.gateway)
  onTestFailed(() => ada.photograph(`enterprise-${name}`))
  const journey = { stack, ada, page: ada.page, dialog: ada.page.getByRole("dialog") }
  await ada.askForLink()
  await ada.page.goto(await stack.linkTo(ada.email))
  await ada.createOrganization(`Enterprise ${name}`)
  if (name === "profile") return journey
  await agreeOnFeatures(stack, ada)
  await ada.page.reload()
  return journey
}
type Journey = Awaited<ReturnType<typeof start>>

const openSettings = async ({ page }: Journey, place: string) => {
  await page.getByRole("link", { name: "Settings" }).locator("visible=true").click()
  const places = page.getByRole("navigation", { name: "Settings" })
  await places.getByRole("link", { name: place }).click()
  await page.getByRole("heading", { name: place, level: 1 }).waitFor()
}

const code = async ({ page }: Journey, label: string) =>
  (await page.getByRole("dialog").getByLabel(label, { exact: true }).textContent()) ?? ""

it("an organization gets a name, a logo that is one, and rules for who comes in", async () => {
  const journey = await start("profile")
  const { page } = journey
  await openSettings(journey, "Organization")
  const file = page.locator("input[type=file]")
  await file.setInputFiles({
    name: "fake.png",
    mimeType: "image/png",
    buffer: Buffer.from("<script>alert(1)</script>"),
  })
  await page.getByText("This file cannot be used").waitFor()
  await file.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: png })
  const image = page.getByRole("img", { name: "Logo" })
  await image.waitFor()
  await expect.poll(() => image.evaluate((element) => Number(Reflect.get(element, "naturalWidth")))).toBe(1)

  await page.getByLabel("Name", { exact: true }).fill("Enterprise renamed")
  await page.getByRole("region", { name: "Names" }).getByRole("button", { name: "Save" }).click()
  await page.getByText("Saved.").waitFor()

  const joining = page.getByRole("region", { name: "Who may join" })
  await joining.getByLabel("E-mail domains of your company").fill("gmail.com")
  await joining.getByLabel(/confirmed address at these domains/u).check()
  await joining.getByRole("button", { name: "Save" }).click()
  await joining.getByText("Everybody can have an address at one of these domains.").waitFor()
})

it("an identity provider is connected over SAML, tried, and its groups give roles", async () => {
  const journey = await start("sso")
  const { ada, page, stack } = journey
  await openSettings(journey, "Single sign-on")
  await page.getByRole("button", { name: "Add SAML" }).click()
  await journey.dialog.getByLabel("Name of the connection").fill("Okta")
  await journey.dialog.getByRole("button", { name: "Create" }).click()
  const connection = page.getByRole("region", { name: "Okta" })
  await connection.getByText("Not finished").waitFor()
  await connection.getByLabel("Metadata URL").fill(`${stack.stytch.url}/idp/saml/metadata`)
  await connection.getByRole("button", { name: "Connect", exact: true }).click()
  await connection.getByText("Active").waitFor()
  await connection.getByRole("button", { name: "Add group" }).click()
  await connection.getByLabel("Group 1").fill("builders")
  await connection.getByLabel("Role 1").selectOption("admin")
  await connection.getByRole("button", { name: "Save" }).click()
  await page.getByText("Saved.").last().waitFor()

  await connection.getByRole("button", { name: "Test log-in" }).click()
  const bob = `bob-${randomUUID().slice(0, 8)}@example.com`
  await page.getByLabel("E-mail address").fill(bob)
  await page.getByLabel("Name", { exact: true }).fill("Bob")
  await page.getByLabel("Groups").fill("builders")
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.getByText(`${bob} would be logged in with the role Admin.`).waitFor()
  // Nobody else is logged in now than before.
  await ada.isIn("Enterprise sso", "Admin")
})

const scim = async (baseUrl: string, token: string, method: string, path: string, body: unknown) => {
  const response = await fetch(baseUrl + path, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json" },
    body: JSON.stringify(body),
  })
  expect(response.ok, await response.clone().text()).toBe(true)
  return JSON.parse((await response.text()) || "{}")
}

it("a directory is connected, and whom it provisions appears, and goes", async () => {
  const journey = await start("scim")
  const { dialog, page } = journey
  await openSettings(journey, "Directory sync")
  await page.getByRole("button", { name: "Connect a directory" }).click()
  await dialog.getByLabel("Name of the connection").fill("Entra")
  await dialog.getByRole("button", { name: "Connect" }).click()
  await dialog.getByText("Copy it now").waitFor()
  const [url, token] = [await code(journey, "SCIM address"), await code(journey, "Bearer token")]
  await dialog.getByRole("button", { name: "Done" }).click()

  const email = `lin-${randomUUID().slice(0, 8)}@example.com`
  const user = {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: email,
    name: { givenName: "Lin", familyName: "Chen" },
    emails: [{ value: email, primary: true, type: "work" }],
    active: true,
  }
  const { id } = await scim(url, token, "POST", "/Users", user)
  const appears = () =>
    eventually("The provisioned member", async () => {
      await page
        .getByRole("navigation", { name: "Main" })
        .getByRole("link", { name: "Members" })
        .locator("visible=true")
        .click()
      // A reload before the page has changed would reload the page that was left.
      await page.getByRole("heading", { name: "Members", level: 1 }).waitFor()
      await page.reload()
      await page.getByRole("heading", { name: "Members", level: 1 }).waitFor()
      await page.getByRole("row", { name: journey.ada.email }).waitFor()
      return (await page.getByRole("row", { name: email }).count()) === 1 || undefined
    })
  await appears()
  const off = {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "replace", path: "active", value: false }],
  }
  await scim(url, token, "PATCH", `/Users/${id}`, off)
  await openSettings(journey, "Directory sync")
  await eventually("The directory's deed in its log", async () => {
    await page.reload()
    await page.getByText("What the directory did").waitFor()
    await page.getByRole("cell", { name: /member\.joined/u }).waitFor()
    return (await page.getByRole("cell", { name: /member\.deactivated/u }).count()) > 0 || undefined
  })
})

const tokenFor = async (stack: RunningStack, id: string, secret: string) => {
  const response = await fetch(`${stack.stytch.url}/v1/public/${stack.stytch.projectId}/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: id, client_secret: secret }),
  })
  const { access_token }: { access_token: string } = JSON.parse(await response.text())
  return { authorization: `Bearer ${access_token}` }
}

it("an API client is created and calls the API, and the audit log tells of it all, whole and as a file", async () => {
  const journey = await start("robots")
  const { dialog, page, stack } = journey
  await openSettings(journey, "API clients")
  await page.getByRole("button", { name: "Create API client" }).click()
  await dialog.getByLabel("Name", { exact: true }).fill("Nightly report")
  await dialog.getByLabel("Create and change projects").check()
  await dialog.getByRole("button", { name: "Create", exact: true }).click()
  await dialog.getByText("Copy it now").waitFor()
  const headers = await tokenFor(stack, await code(journey, "Client ID"), await code(journey, "Client secret"))
  await dialog.getByRole("button", { name: "Done" }).click()
  await page.getByText("projects:write").waitFor()

  const created = await fetch(`${stack.gateway}/api/projects/projects`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ name: "Made by a robot" }),
  })
  expect(created.status).toBe(201)
  expect((await fetch(`${stack.gateway}/api/projects/projects`, { headers })).status).toBe(200)
  expect((await fetch(`${stack.gateway}/api/billing/subscription`, { headers })).status).toBe(403)

  await openSettings(journey, "Audit log")
  await page.getByRole("cell", { name: /^api_client\.created/u }).waitFor()
  await page.getByRole("button", { name: "Check for tampering" }).click()
  await page.getByText(/^All \d+ entries are as they were written\.$/u).waitFor()
  await page.getByLabel("Action").fill("api_client.")
  await page.getByRole("button", { name: "Filter" }).click()
  await page.getByRole("cell", { name: /^organization\.created/u }).waitFor({ state: "hidden" })
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export CSV" }).click(),
  ])
  const csv = await readFile((await download.path()) ?? "", "utf8")
  expect(csv).toContain("sequence,at,actor_kind")
  expect(csv).toContain("api_client.created")
  expect(csv).not.toContain("organization.created")
})
