import { it } from "vitest"
import { logOut, openAccount, signUp, startJourney } from "./journey/LogInSteps.ts"
import { Person } from "./journey/Person.ts"

it("somebody changes the address, confirmed at both ends, and then ends all sessions at once", async () => {
  const { browser, page, person, stack } = await startJourney("moving")
  // What the browser takes for an address, and nobody could be written to at, is said at the field.
  await page.goto("/login")
  await page.getByLabel("Work e-mail").fill("ada@localhost")
  await page.getByRole("button", { name: "Continue with e-mail" }).click()
  await page.getByRole("alert").getByText("This is no complete e-mail address.").waitFor()
  await page.locator("input[aria-invalid=true]").waitFor()
  await signUp(stack, person, "Moving Works")

  const elsewhere = await Person.at(browser, person.email.replace("moving", "moved"), stack.gateway)
  const old = await stack.linkTo(person.email)
  await openAccount(page)
  await page.getByLabel("New address").fill(elsewhere.email)
  await page.getByRole("button", { name: "Change address" }).click()
  await page.getByText(`A change to ${elsewhere.email} waits to be confirmed.`).waitFor()
  await page.goto(await stack.newLinkTo(person.email, old))
  await page.getByRole("heading", { name: "Your present address is confirmed" }).waitFor()
  const link = await stack.linkTo(elsewhere.email)
  await elsewhere.page.goto(link)
  await elsewhere.isIn("Moving Works", "Admin")

  await page.goto("/account")
  await page.getByText(`Your address is ${elsewhere.email}.`).waitFor()
  await logOut(page, "Log out everywhere")
  await elsewhere.page.reload()
  await elsewhere.page.getByRole("heading", { name: "Log in to Tango" }).waitFor()
  await elsewhere.page.goto(link)
  await elsewhere.page.getByRole("heading", { name: "This link does not work any more" }).waitFor()
})
