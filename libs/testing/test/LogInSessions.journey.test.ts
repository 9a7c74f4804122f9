import { it } from "vitest"
import { openAccount, signUp, startJourney } from "./journey/LogInSteps.ts"
import { Person } from "./journey/Person.ts"

it("somebody changes between two organizations without logging in again", async () => {
  const { page, person, stack } = await startJourney("switch")
  await signUp(stack, person, "First Works")
  const before = await stack.linkTo(person.email)
  await page.getByRole("button", { name: "Organization: First Works" }).click()
  await page.getByRole("menuitem", { name: "Switch or create organization" }).click()
  await page.getByRole("button", { name: "Send me a link" }).click()
  await page.goto(await stack.newLinkTo(person.email, before))
  await person.createOrganization("Second Works")

  await page.getByRole("button", { name: "Organization: Second Works" }).click()
  await page.getByRole("menuitem", { name: "Switch or create organization" }).click()
  await page.getByRole("button", { name: "Open First Works" }).click()
  await person.isIn("First Works", "Admin")
})

it("somebody sees where the account is open, and ends a session elsewhere", async () => {
  const { browser, page, person, stack } = await startJourney("sessions")
  await signUp(stack, person, "Session Works")
  const before = await stack.linkTo(person.email)
  const elsewhere = await Person.at(browser, person.email, stack.gateway)
  await elsewhere.askForLink()
  await elsewhere.page.goto(await stack.newLinkTo(person.email, before))
  await elsewhere.page.getByRole("button", { name: "Open Session Works" }).click()
  await elsewhere.isIn("Session Works", "Admin")

  await openAccount(page)
  const sessions = page.getByRole("list", { name: "Where you are logged in" })
  await sessions.getByText("This browser").waitFor()
  await sessions.getByRole("button", { name: /^Log out/u }).click()
  await page.getByText("Logged out there.").waitFor()
  await page.getByRole("table").getByText("E-mail link").first().waitFor()

  await elsewhere.page.reload()
  await elsewhere.page.getByRole("heading", { name: "Log in to Tango" }).waitFor()
})
