import { randomUUID } from "node:crypto"
import { it } from "vitest"
import { agreeOnFeatures } from "./journey/agree.ts"
import { startJourney } from "./journey/LogInSteps.ts"
import { Person } from "./journey/Person.ts"

it("somebody signs up with Microsoft, connects the company's log-in over OpenID Connect, tries it, and a colleague comes in", async () => {
  const { browser, page, person, stack } = await startJourney("microsoft")
  const run = randomUUID().slice(0, 8)
  await page.goto("/login")
  await page.getByRole("button", { name: "Continue with Microsoft" }).click()
  await page.getByLabel("E-mail address").fill(person.email)
  await page.getByLabel("Name").fill("Mia Microsoft")
  await page.getByRole("button", { name: "Continue", exact: true }).click()
  await person.createOrganization(`OpenID Works ${run}`)

  await agreeOnFeatures(stack, person)
  await page.reload()
  await page.getByRole("link", { name: "Settings" }).locator("visible=true").click()
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Single sign-on" }).click()
  await page.getByRole("button", { name: "Add OpenID Connect" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name of the connection").fill("Entra")
  await dialog.getByRole("button", { name: "Create" }).click()
  const connection = page.getByRole("region", { name: "Entra" })
  await connection.getByText("Not finished").waitFor()
  await connection.getByLabel("Issuer").fill(`${stack.stytch.url}/idp/oidc`)
  await connection.getByLabel("Client ID").fill("tango")
  await connection.getByLabel("Client secret").fill("a secret of the provider's")
  await connection.getByRole("button", { name: "Connect", exact: true }).click()
  await connection.getByText("Active").waitFor()

  await connection.getByRole("button", { name: "Test log-in" }).click()
  const colleague = await Person.at(browser, `bob-${run}@example.com`, stack.gateway)
  await page.getByLabel("E-mail address").fill(colleague.email)
  await page.getByLabel("Name", { exact: true }).fill("Bob")
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.getByText(`${colleague.email} would be logged in with the role`).waitFor()

  await colleague.page.goto("/login/sso")
  await colleague.page.getByLabel("Work e-mail or organization").fill(`openid-works-${run}`)
  await colleague.page.getByRole("button", { name: "Continue" }).click()
  await colleague.page.getByLabel("E-mail address").fill(colleague.email)
  await colleague.page.getByLabel("Name").first().fill("Bob")
  await colleague.page.getByRole("button", { name: "Sign in", exact: true }).click()
  await colleague.page.getByRole("button", { name: `Organization: OpenID Works ${run}` }).waitFor()
})
