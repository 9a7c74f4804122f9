import { randomUUID } from "node:crypto"
import { expect, it, onTestFailed, onTestFinished } from "vitest"
import { send } from "./journey/Client.ts"
import { Person, startBrowser } from "./journey/Person.ts"
import { eventually, findStack } from "./journey/RunningStack.ts"

const organization = "Analytical Engines"

const start = async () => {
  const stack = findStack()
  const browser = await startBrowser()
  onTestFinished(() => browser.close())
  const run = randomUUID().slice(0, 8)
  const ada = await Person.at(browser, `ada-${run}@example.com`, stack.gateway)
  const grace = await Person.at(browser, `grace-${run}@example.com`, stack.gateway)
  onTestFailed(() => Promise.all([ada.photograph("ada"), grace.photograph("grace")]).then(() => {}))
  await ada.askForLink()
  await ada.page.goto(await stack.linkTo(ada.email))
  await ada.createOrganization(organization)
  await ada.invite(grace.email, "Grace Hopper")
  await grace.page.goto(await stack.linkTo(grace.email))
  await grace.isIn(organization, "Member")
  return { stack, ada, grace }
}
type Journey = Awaited<ReturnType<typeof start>>

const menuOf = ({ ada }: Journey, name: string) =>
  ada.page.getByRole("dialog").getByRole("button", { name: new RegExp(`^${name}: .* Change$`, "u") })

const shareWithGrace = async (journey: Journey, relation: "Viewer" | "Editor") => {
  const { ada, grace } = journey
  await ada.page.getByRole("button", { name: "Share" }).click()
  const dialog = ada.page.getByRole("dialog")
  await dialog.getByLabel("With whom").selectOption({ label: `Grace Hopper (${grace.email})` })
  await dialog.getByLabel("As", { exact: true }).selectOption(relation)
  await dialog.getByRole("button", { name: "Share" }).click()
  await menuOf(journey, "Grace Hopper").waitFor()
}

it("a project is shared with a colleague, who reads it, is told why not more, and is out when it is taken back", async () => {
  const journey = await start()
  const { ada, grace, stack } = journey
  await ada.goTo("Projects")
  expect(await ada.createProject("Difference Engine")).toBe("created")
  await grace.goTo("Projects")
  await grace.page.getByRole("heading", { name: "Start your first project" }).waitFor()

  await ada.page.getByRole("link", { name: "Difference Engine" }).click()
  await ada.page.getByRole("heading", { name: "Difference Engine", level: 1 }).waitFor()
  await shareWithGrace(journey, "Viewer")

  await grace.page.reload()
  await grace.page.getByRole("link", { name: "Difference Engine" }).click()
  await grace.page.getByText("You are a viewer here.").first().waitFor()
  await grace.page.getByText("Why can't I edit this?").click()
  await grace.page.getByText("For that you need to be an editor of this project.").waitFor()
  expect(await grace.page.getByRole("button", { name: "Edit" }).count()).toBe(0)
  const id = grace.page.url().split("/").at(-1)
  const path = `/api/projects/projects/${id}`
  const token = grace.authorization.replace(/^Bearer /u, "")
  const refused = await send<{ code: string }>(stack, "PATCH", path, { token, body: { name: "Mine" } })
  expect(refused.body.code).toBe("relation_required")

  await menuOf(journey, "Grace Hopper").click()
  await ada.page.getByRole("menuitemradio", { name: /^Editor/u }).click()
  await eventually("Grace an editor", async () => {
    const { status } = await send(stack, "PATCH", path, { token, body: { description: "By both of us" } })
    return status === 200 || undefined
  })
  await eventually("The same from entitlements", async () => {
    const body = { kind: "access", resource: { type: "project", id }, relation: "editor" }
    const answer = await send<{ allowed: boolean }>(stack, "POST", "/api/entitlements/check", { token, body })
    return answer.body.allowed || undefined
  })

  await menuOf(journey, "Grace Hopper").click()
  const revoked = ada.page.waitForResponse((response) => response.request().method() === "DELETE")
  await ada.page.getByRole("menuitem", { name: "Take back" }).click()
  expect((await revoked).status()).toBe(204)
  expect((await send(stack, "GET", path, { token })).status).toBe(404)
  await grace.page.reload()
  await grace.page.getByText("This does not exist, or no longer.").waitFor()

  await menuOf(journey, "ada-.*").click()
  await ada.page.getByRole("menuitem", { name: "Leave" }).click()
  await ada.page.getByText("There must always be an owner. Make somebody else one first.").waitFor()
  await ada.page.getByRole("dialog").getByRole("button", { name: "Close" }).first().click()
  await usage(journey)
})

const usage = async ({ ada }: Journey) => {
  await ada.page.getByRole("navigation").getByRole("link", { name: "Usage" }).click()
  await ada.page.getByRole("heading", { name: "Usage", level: 1 }).waitFor()
  await ada.page.getByText("Free plan").waitFor()
  await ada.page.getByRole("progressbar", { name: "Projects in use" }).waitFor()
  await ada.page.getByRole("listitem").filter({ hasText: "Projects in use" }).getByText("1 of 3").waitFor()
  await ada.page.getByRole("listitem").filter({ hasText: "Seats" }).getByText("2 of 3").waitFor()
  await ada.page.getByText("Single sign-on (SAML, OIDC)").waitFor()
}
