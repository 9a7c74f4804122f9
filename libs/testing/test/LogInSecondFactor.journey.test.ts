import { it } from "vitest"
import { authenticator, enterCode, logOut, openAccount, signUp, startJourney } from "./journey/LogInSteps.ts"

it("somebody protects the account with an app, logs in with a code, and with a recovery code once the phone is lost", async () => {
  const { page, person, stack } = await startJourney("mfa")
  await signUp(stack, person, "Two Steps")
  await openAccount(page)
  await page.getByRole("button", { name: "Set up: Authenticator app" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByRole("img", { name: "QR code for your authenticator app" }).waitFor()
  const next = authenticator(await dialog.locator("code").innerText())
  const [recoveryCode = ""] = await dialog.getByRole("listitem").allInnerTexts()
  await enterCode(page, "000000")
  await dialog.getByText("This code is wrong").waitFor()
  await enterCode(page, next())
  await dialog.waitFor({ state: "hidden" })
  await page.getByRole("button", { name: "Remove: Authenticator app" }).waitFor()

  const backAgain = async (prove: () => Promise<void>) => {
    const before = await stack.linkTo(person.email)
    await logOut(page)
    await person.askForLink()
    await page.goto(await stack.newLinkTo(person.email, before))
    await page.getByRole("button", { name: "Open Two Steps" }).click()
    await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor()
    await prove()
    await person.isIn("Two Steps", "Admin")
  }
  await backAgain(() => enterCode(page, next()))
  await backAgain(async () => {
    await page.getByRole("button", { name: "Use a recovery code" }).click()
    await enterCode(page, recoveryCode)
  })

  await openAccount(page)
  await page.getByRole("button", { name: "Remove: Authenticator app" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click()
  await page.getByRole("button", { name: "Set up: Authenticator app" }).waitFor()
})
