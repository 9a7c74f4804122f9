import { randomUUID } from "node:crypto"
import { expect, it, onTestFailed, onTestFinished } from "vitest"
import { Person, startBrowser } from "./journey/Person.ts"
import { eventually, findStack } from "./journey/RunningStack.ts"

const organization = "Engines of Note"

it("a person hears of things live in two tabs, chooses what to hear of, unsubscribes from within a mail, and an admin sees the log", async () => {
  const stack = findStack()
  const browser = await startBrowser()
  onTestFinished(() => browser.close())
  const run = randomUUID().slice(0, 8)
  const ada = await Person.at(browser, `ada-${run}@example.com`, stack.gateway)
  const grace = await Person.at(browser, `grace-${run}@example.com`, stack.gateway)
  onTestFailed(() => Promise.all([ada.photograph("notified-ada"), grace.photograph("notified-grace")]).then(() => {}))
  await ada.askForLink()
  await ada.page.goto(await stack.linkTo(ada.email))
  await ada.createOrganization(organization)

  // Two tabs of the same person: each tells by itself.
  await ada.page.getByRole("navigation").getByRole("link", { name: "Inbox" }).click()
  await ada.page.getByRole("heading", { name: "Inbox", level: 1 }).waitFor()
  const second = await ada.page.context().newPage()
  second.setDefaultTimeout(30_000)
  await second.goto("/inbox")
  for (const tab of [ada.page, second]) await tab.getByRole("link", { name: `Welcome to ${organization}` }).waitFor()

  // A tab behind another paints once a second, and each click waits for two paints.
  await ada.page.bringToFront()
  await ada.invite(grace.email, "Grace Hopper")
  await ada.page.getByRole("navigation").getByRole("link", { name: "Inbox" }).click()
  await grace.page.goto(await stack.linkTo(grace.email))
  await grace.isIn(organization, "Member")
  const news = `Grace Hopper has joined ${organization}`
  for (const tab of [ada.page, second]) await tab.getByRole("main").getByRole("link", { name: news }).waitFor()
  await ada.page.getByRole("button", { name: "Mark all as read" }).click()
  await second.getByRole("button", { name: "Mark all as read" }).waitFor({ state: "hidden" })

  // The mail about it, as the local console shows it: one click in the mail program ends mails like it.
  const mails = await ada.page.context().newPage()
  mails.setDefaultTimeout(30_000)
  await mails.goto(`${stack.console}/#/mail`)
  await mails.getByRole("searchbox").fill(ada.email)
  await mails.getByRole("link", { name: news }).click()
  for (const [form, says] of [
    ["Text", "has accepted the invitation"],
    ["Source", "<!DOCTYPE html"],
    ["Headers", "List-Unsubscribe=One-Click"],
  ] as const) {
    await mails.getByRole("button", { name: form, exact: true }).click()
    await mails.getByText(says).waitFor()
  }
  await mails.getByRole("button", { name: "HTML", exact: true }).click()
  const [reader] = await Promise.all([
    mails.waitForEvent("popup"),
    mails.frameLocator("iframe").getByRole("link", { name: "Unsubscribe" }).click(),
  ])
  reader.setDefaultTimeout(30_000)
  await reader.getByRole("button", { name: "Unsubscribe" }).click()
  await reader.getByRole("heading", { name: "You are unsubscribed" }).waitFor()
  await ada.page.bringToFront()
  await ada.page.getByRole("link", { name: "Notification settings" }).click()
  const joins = ada.page
    .getByRole("table", { name: "Notification settings" })
    .getByLabel("Somebody accepted an invitation: E-mail")
  await joins.waitFor()
  expect(await joins.isChecked()).toBe(false)

  // Somebody else joins: it is in the inbox, and no mail comes.
  const alan = await Person.at(browser, `alan-${run}@example.com`, stack.gateway)
  await ada.invite(alan.email, "Alan Turing")
  await alan.page.goto(await stack.linkTo(alan.email))
  await alan.isIn(organization, "Member")
  await second
    .getByRole("main")
    .getByRole("link", { name: `Alan Turing has joined ${organization}` })
    .waitFor()
  expect((await stack.mailTo(ada.email)).filter(({ subject }) => subject.startsWith("Alan"))).toEqual([])

  await ada.page.getByRole("navigation").getByRole("link", { name: "Deliveries" }).click()
  await ada.page.getByRole("searchbox").fill(grace.email)
  await ada.page.getByRole("button", { name: "Search" }).click()
  const row = ada.page.getByRole("row", { name: grace.email })
  await row.getByText("Delivered").waitFor()
  await row.getByRole("button", { name: /^Send again/u }).click()
  await ada.page.getByText(`Sent again to ${grace.email}.`).waitFor()
  const welcomes = async () =>
    (await stack.mailTo(grace.email)).filter(({ subject }) => subject === `Welcome to ${organization}`).length
  await eventually("The second welcome", async () => ((await welcomes()) === 2 ? true : undefined))
})
