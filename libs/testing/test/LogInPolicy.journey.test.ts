import { randomInt } from "node:crypto"
import { expect, it } from "vitest"
import { authenticator, enterCode, logOut, openAccount, signUp, startJourney } from "./journey/LogInSteps.ts"
import { Person } from "./journey/Person.ts"

const organization = "Policy Works"

const row = ({ page }: Person, email: string) => page.getByRole("row", { name: email })

/** What an admin does to a member, as far as its dialog. */
const act = async (admin: Person, email: string, action: string) => {
  await row(admin, email)
    .getByRole("button", { name: /^Actions/u })
    .click()
  await admin.page.getByRole("menuitem", { name: action }).click()
  return admin.page.getByRole("dialog")
}

const demandSecondStep = async ({ page }: Person) => {
  await page.getByRole("link", { name: "Settings" }).locator("visible=true").click()
  const rules = page.getByRole("region", { name: "How people log in" })
  await rules.getByLabel("Second step").selectOption("required")
  await rules.getByRole("button", { name: "Save" }).click()
  await page.getByText("Saved.").waitFor()
}

it("an organization asks everybody for a second step; a member gives one by text message, loses the phone, and is helped", async () => {
  const { browser, person: ada, stack } = await startJourney("policy")
  await signUp(stack, ada, organization)
  const grace = await Person.at(browser, ada.email.replace("policy", "grace"), stack.gateway)
  const kay = await Person.at(browser, ada.email.replace("policy", "kay"), stack.gateway)

  // The only admin stays one, and is told why.
  await ada.invite(grace.email, "Grace")
  await ada.invite(kay.email, "Kay")
  const demotion = await act(ada, ada.email, "Change role")
  await demotion.getByLabel("Role").selectOption("member")
  await demotion.getByRole("button", { name: "Change role" }).click()
  await demotion.getByText("An organization needs an admin. Make somebody else an admin first.").waitFor()
  await demotion.getByRole("button", { name: "Cancel" }).click()

  // An invitation that is revoked is none.
  const invitation = await stack.linkTo(kay.email)
  await (await act(ada, kay.email, "Revoke invitation")).getByRole("button", { name: "Revoke invitation" }).click()
  await row(ada, kay.email).waitFor({ state: "hidden" })
  await kay.page.goto(invitation)
  await kay.page.getByRole("heading", { name: "This link does not work any more" }).waitFor()

  await grace.page.goto(await stack.linkTo(grace.email))
  await grace.isIn(organization, "Member")
  await openAccount(grace.page)
  await demandSecondStep(ada)

  // Her session runs on until it needs to be fresh; then it steps up, and goes on where it was.
  const phone = `+1415555${randomInt(1000, 9999)}`
  await grace.page.getByRole("button", { name: "Set up: Authenticator app" }).click()
  await grace.page.getByRole("heading", { name: "Set up a second step" }).waitFor()
  await grace.page.getByRole("button", { name: "Text message" }).click()
  await grace.page.getByLabel("Phone number").fill("415 555 0132")
  await grace.page.getByRole("button", { name: "Send a code" }).click()
  await grace.page.getByText("Give the number with its country code, such as +1 415 555 0132.").waitFor()
  await grace.page.getByLabel("Phone number").fill(phone)
  await grace.page.getByRole("button", { name: "Send a code" }).click()
  const first = await stack.codeTo(phone)
  await enterCode(grace.page, first)
  await grace.isIn(organization, "Member")

  const comeBack = async () => {
    const before = await stack.linkTo(grace.email)
    await grace.askForLink()
    await grace.page.goto(await stack.newLinkTo(grace.email, before))
    await grace.page.getByRole("button", { name: `Open ${organization}` }).click()
  }
  await logOut(grace.page)
  await comeBack()
  await grace.page.getByRole("heading", { name: "Confirm that it is you" }).waitFor()
  await enterCode(grace.page, await stack.codeTo(phone, first))
  await grace.isIn(organization, "Member")

  // The admin, asked for a second step as well, gives one, and then takes hers away, and her session with it.
  await ada.goTo("Members")
  await (await act(ada, grace.email, "Reset second step")).getByRole("button", { name: "Reset second step" }).click()
  await ada.page.getByRole("heading", { name: "Set up a second step" }).waitFor()
  await ada.page.getByRole("button", { name: "Authenticator app" }).click()
  const codes = authenticator(await ada.page.locator("code").innerText())
  await enterCode(ada.page, codes())
  await ada.isIn(organization, "Admin")
  await ada.goTo("Members")
  await (await act(ada, grace.email, "Reset second step")).getByRole("button", { name: "Reset second step" }).click()
  await ada.page.getByText("The second step is reset.").waitFor()

  await grace.page.reload()
  await comeBack()
  await grace.page.getByRole("heading", { name: "Set up a second step" }).waitFor()
  await grace.page.getByRole("button", { name: "Authenticator app" }).click()
  await enterCode(grace.page, authenticator(await grace.page.locator("code").innerText())())
  await grace.isIn(organization, "Member")
  expect(new URL(grace.page.url()).pathname).not.toBe("/second-factor")
})
