import { it } from "vitest"
import { logOut, signUp, startJourney } from "./journey/LogInSteps.ts"

const password = "seven-brass-gears-turning"

it("somebody sets a password by mail, and logs in with it from then on", async () => {
  const { page, person, stack } = await startJourney("password")
  await signUp(stack, person, "Password Works")
  await logOut(page)

  await page.getByRole("button", { name: "Use a password instead" }).click()
  await page.getByLabel("Work e-mail").fill(person.email)
  await page.getByRole("link", { name: "Forgot your password" }).click()
  const login = await stack.linkTo(person.email)
  await page.getByRole("button", { name: "Send the link" }).click()
  await page.getByText(`If ${person.email} can have a password here`).waitFor()
  const link = await stack.newLinkTo(person.email, login)

  await page.goto(link)
  await page.getByRole("heading", { name: "Choose a new password" }).waitFor()
  await page.getByLabel("New password").fill("password123")
  await page.getByText("This password is known from a data breach.").waitFor()
  await page.getByRole("button", { name: "Save and log in" }).click()
  await page.getByRole("alert").getByText("Choose another").waitFor()
  await page.getByLabel("New password").fill(password)
  await page.getByRole("meter", { name: "Strength" }).and(page.locator("[aria-valuenow='4']")).waitFor()
  await page.getByRole("button", { name: "Save and log in" }).click()
  await page.getByRole("button", { name: "Open Password Works" }).click()
  await person.isIn("Password Works", "Admin")
  await logOut(page)

  await page.getByRole("button", { name: "Use a password instead" }).click()
  await page.getByLabel("Work e-mail").fill(person.email)
  await page.getByLabel("Password", { exact: true }).fill("not-this-one")
  await page.getByRole("button", { name: "Log in" }).click()
  await page.getByRole("alert").getByText("The e-mail address or the password is wrong.").waitFor()
  await page.getByLabel("Password", { exact: true }).fill(password)
  await page.getByRole("button", { name: "Log in" }).click()
  await page.getByRole("button", { name: "Open Password Works" }).click()
  await person.isIn("Password Works", "Admin")
})
