import { randomUUID } from "node:crypto"
import { expect, it, onTestFailed, onTestFinished } from "vitest"
import { Person, startBrowser } from "./journey/Person.ts"
import { eventually, findStack } from "./journey/RunningStack.ts"

const start = async () => {
  const stack = findStack()
  const browser = await startBrowser()
  onTestFinished(() => browser.close())
  const run = randomUUID().slice(0, 8)
  const ada = await Person.at(browser, `ada-${run}@example.com`, stack.gateway)
  const grace = await Person.at(browser, `grace-${run}@example.com`, stack.gateway)
  onTestFailed(() => Promise.all([ada.photograph("members-ada"), grace.photograph("members-grace")]).then(() => {}))
  await ada.askForLink()
  await ada.page.goto(await stack.linkTo(ada.email))
  await ada.createOrganization("Crowd")
  return { stack, ada, grace, run }
}

const row = ({ page }: Person, email: string) => page.getByRole("row", { name: email })

const act = async (person: Person, email: string, action: string) => {
  await row(person, email)
    .getByRole("button", { name: /^Actions/u })
    .click()
  await person.page.getByRole("menuitem", { name: action }).click()
}

it("an admin invites a list, changes a role, deactivates somebody and takes them back", async () => {
  const { ada, grace, run, stack } = await start()
  const { page } = ada
  const dialog = page.getByRole("dialog")

  await ada.goTo("Members")
  await page.getByRole("button", { name: "Invite", exact: true }).first().click()
  await dialog.getByRole("button", { name: "Several people at once" }).click()
  await dialog.getByLabel("E-mail addresses").fill(`${grace.email}, kay-${run}@example.com\nno-address`)
  await dialog.getByRole("button", { name: "Send invitation" }).click()
  await dialog.getByRole("listitem").filter({ hasText: grace.email }).getByText("Invited").waitFor()
  await dialog.getByRole("listitem").filter({ hasText: "no-address" }).getByText("Is no address").waitFor()
  await dialog.getByRole("button", { name: "Done" }).click()
  await grace.page.goto(await stack.linkTo(grace.email))
  await grace.isIn("Crowd", "Member")

  await page.reload()
  await act(ada, grace.email, "Change role")
  await dialog.getByLabel("Role").selectOption("viewer")
  await dialog.getByRole("button", { name: "Change role" }).click()
  await row(ada, grace.email).getByText("Viewer").waitFor()

  // The last admin stays, and is told why.
  await act(ada, ada.email, "Deactivate")
  await dialog.getByRole("button", { name: "Deactivate" }).click()
  await dialog.getByText("An organization needs an admin.").waitFor()
  await dialog.getByRole("button", { name: "Cancel" }).click()

  await act(ada, grace.email, "Deactivate")
  await dialog.getByRole("button", { name: "Deactivate" }).click()
  await row(ada, grace.email).waitFor({ state: "hidden" })
  // Her sessions are over: the next page asks her to log in.
  await grace.page.goto("/projects")
  await grace.page.getByRole("heading", { name: "Log in to Tango" }).waitFor()

  await page.getByRole("combobox", { name: "Status" }).selectOption("deactivated")
  await act(ada, grace.email, "Reactivate")
  await dialog.getByRole("button", { name: "Reactivate" }).click()
  await page.getByRole("combobox", { name: "Status" }).selectOption("")
  await row(ada, grace.email).getByText("Active", { exact: true }).locator("visible=true").waitFor()

  await page.getByRole("searchbox").fill(`kay-${run}`)
  await row(ada, grace.email).waitFor({ state: "hidden" })
  await row(ada, `kay-${run}@example.com`).waitFor()

  const types = await eventually("What the others heard", async () => {
    const heard = (await stack.events())
      .filter(
        ({ detail }) =>
          JSON.stringify(detail.data).includes(grace.email) || detail.metadata.subject.startsWith("revocation/"),
      )
      .map(({ detailType }) => detailType)
    return heard.includes("identity.member.reactivated.v1") ? heard : undefined
  })
  expect(types).toEqual(
    expect.arrayContaining([
      "identity.member.role-changed.v1",
      "identity.member.deactivated.v1",
      "identity.session.revoked.v1",
    ]),
  )
})
