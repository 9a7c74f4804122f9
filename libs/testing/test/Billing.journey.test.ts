import { credentials } from "@tango/local/Environment"
import { randomUUID } from "node:crypto"
import { Stripe } from "stripe"
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
  onTestFailed(() => Promise.all([ada.photograph("billing-ada"), grace.photograph("billing-grace")]).then(() => {}))
  const { hostname, port } = new URL(stack.stripe.url)
  const stripe = new Stripe(stack.stripe.secretKey, { host: hostname, port, protocol: "http", telemetry: false })
  await ada.askForLink()
  await ada.page.goto(await stack.linkTo(ada.email))
  await ada.createOrganization("Analytical Engines")
  return { stack, ada, grace, stripe }
}
type Journey = Awaited<ReturnType<typeof start>>

const buy = async ({ ada, stripe }: Journey) => {
  await ada.goTo("Billing")
  await ada.choosePlan("Pro", 2)
  await ada.page.getByRole("button", { name: "Continue to payment" }).click()
  await ada.fillCard("Ada Lovelace")
  await ada.page.getByRole("button", { name: /^(Subscribe|Start trial)$/u }).click()
  await ada.page.getByRole("heading", { name: "You are on Pro" }).waitFor()
  const id = new URL(ada.page.url()).searchParams.get("session_id") ?? ""
  const { customer } = await stripe.checkout.sessions.retrieve(id)
  return { customerId: String(customer), sessionId: id }
}

/** The second seat is Grace's; whoever comes after her costs another, and that is asked first. */
const inviteBeyondTheSeats = async ({ ada, grace, stack }: Journey) => {
  const { page } = ada
  await ada.invite(grace.email, "Grace Hopper")
  await grace.page.goto(await stack.linkTo(grace.email))
  await grace.isIn("Analytical Engines", "Member")
  await eventually("Billing to hear of Grace", async () => {
    const answer = await fetch(`${stack.gateway}/api/billing/seats`, { headers: { authorization: ada.authorization } })
    const { used, invited } = Object(await answer.json())
    return (used === 2 && invited === 0) || undefined
  })
  await page.goto("/members")
  await page.getByRole("button", { name: "Invite" }).first().click()
  const dialog = page.getByRole("dialog")
  const send = dialog.getByRole("button", { name: "Send invitation" })
  await dialog.getByRole("button", { name: "Several people at once" }).click()
  await dialog.getByLabel("E-mail addresses").fill("kay@example.com, joan@example.com\nkay@example.com")
  await dialog.getByText("This takes 2 more seats").waitFor()
  await dialog.getByText("2 seats are added for $24 a month").waitFor()
  expect(await send.isDisabled()).toBe(true)
  await dialog.getByRole("button", { name: "One person" }).click()
  await dialog.getByLabel("E-mail").fill(`kay-${grace.email}`)
  await dialog.getByText(/a seat is added for \$12 a month; about \$1\d(?:\.\d\d)? for the rest/u).waitFor()
  expect(await send.isDisabled()).toBe(true)
  await dialog.getByRole("checkbox", { name: "Add the seat when they join" }).check()
  await send.click()
  await dialog.waitFor({ state: "hidden" })
}

/** A member sees what there is, who may change it, and nothing to press. */
const lookAsAMember = async ({ ada, grace: { page } }: Journey, sessionId: string) => {
  await page.goto("/billing")
  await page.getByText("Pro plan").waitFor()
  await page.getByText("Only admins can change the plan.").waitFor()
  await page.getByText(`Admins: ${ada.email}`).waitFor()
  expect(await page.getByRole("button", { name: /^(Choose|Change|Pay|Keep|Payment method)/u }).count()).toBe(0)
  expect(await page.getByRole("region", { name: /^(Invoices|Credit|Billed to)$/u }).count()).toBe(0)
  await page.goto(`/billing/return?session_id=${sessionId}`)
  await page.getByText("Your role does not allow this.").waitFor()
}

const openChange = async ({ ada }: Journey) => {
  await ada.page.getByRole("button", { name: "Change plan or seats" }).click()
  return ada.page.getByRole("dialog")
}

/** Gives the amount that the button named, as people read it. */
const addSeats = async (journey: Journey) => {
  await journey.ada.goTo("Billing")
  await journey.ada.page.getByRole("region", { name: "Billed to" }).getByText("Visa ending in 4242").waitFor()
  const dialog = await openChange(journey)
  await dialog.getByLabel("Seats", { exact: true }).fill("4")
  const confirm = dialog.getByRole("button", { name: /^Pay \$/u })
  await confirm.waitFor()
  const [amount = ""] = /\$[\d.,]+/u.exec((await confirm.textContent()) ?? "") ?? []
  await confirm.click()
  await dialog.waitFor({ state: "hidden" })
  await journey.ada.page.getByRole("region", { name: "Invoices" }).getByText(amount).first().waitFor()
  return amount
}

const grantCredit = async ({ ada, stack }: Journey, customerId: string, stripe: Stripe) => {
  const customer = await stripe.customers.retrieve(customerId)
  const organization = customer.deleted ? "" : (customer.metadata["organization_id"] ?? "")
  const granted = await fetch(`${stack.gateway}/api/billing/operator/organizations/${organization}/credits`, {
    method: "POST",
    headers: { authorization: `Bearer ${credentials.operator.key}`, "content-type": "application/json" },
    body: JSON.stringify({ amount: 500_000, currency: "usd", reason: "Goodwill" }),
  })
  expect(granted.status).toBe(201)
  await ada.page.reload()
  await ada.page.getByRole("region", { name: "Credit" }).getByText("Goodwill").waitFor()
}

const upgradeWithCredit = async (journey: Journey) => {
  await journey.ada.page.getByRole("button", { name: "Change to Business" }).click()
  const dialog = journey.ada.page.getByRole("dialog")
  await dialog.getByText("Credit used").waitFor()
  await dialog.getByRole("button", { name: "Change now" }).click()
  await journey.ada.page.getByRole("heading", { name: "Current plan" }).waitFor()
  await journey.ada.page.getByText("Business plan").waitFor()
  await journey.ada.page
    .getByText(/by credit$/u)
    .first()
    .waitFor()
}

const downgradeAndThinkAgain = async (journey: Journey) => {
  const { page } = journey.ada
  await page.getByRole("button", { name: "Change to Pro" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Change at the end of the period" }).click()
  await page.getByText("A change is arranged").waitFor()
  await page.getByRole("button", { name: "Keep what I have" }).click()
  await page.getByText("A change is arranged").waitFor({ state: "hidden" })
}

const day = 86_400

/** What the local console lets one do to a single customer at Stripe. */
const toCustomer = async ({ stack }: Journey, customerId: string, action: "advance" | "card", body: object) => {
  const answer = await fetch(`${stack.console}/api/customers/${customerId}/${action}`, {
    method: "POST",
    body: JSON.stringify(body),
  })
  expect(answer.status, await answer.clone().text()).toBe(200)
}

const failedMails = async ({ stack }: Journey, { email }: Person) =>
  (await stack.mailTo(email)).filter(({ subject }) => subject === "A payment of Analytical Engines has failed").length

/** The alert around every page but the billing page itself. */
const alert = async ({ page }: Person, title: string) => {
  await eventually(title, async () => {
    await page.goto("/projects")
    await page.getByRole("heading", { name: "Projects", level: 1 }).waitFor()
    return (await page.getByRole("alert").getByText(title).isVisible()) || undefined
  })
}

/** A renewal that fails, the days that follow as the dunning policy has them, and the invoice's page with a good card. */
const failAndRecover = async (journey: Journey, customerId: string) => {
  const { ada, grace, stack, stripe } = journey
  const { balance } = Object(await stripe.customers.retrieve(customerId))
  await stripe.customers.createBalanceTransaction(customerId, { amount: -balance, currency: "usd" })
  const { authorization } = ada
  expect(await stack.planOf(authorization)).toBe("business")
  await toCustomer(journey, customerId, "card", { card: "fails" })

  // The period's end, and the hour for which Stripe keeps the draft.
  const [subscription] = (await stripe.subscriptions.list({ customer: customerId })).data
  const end = subscription?.items.data[0]?.current_period_end ?? 0
  const untilEnd = end - Math.floor(Date.now() / 1000)
  await toCustomer(journey, customerId, "advance", { seconds: untilEnd + 2 * 3_600 })
  await alert(ada, "A payment failed")
  await alert(grace, "Ask one of the admins of your organization to pay it.")
  expect(await grace.page.getByRole("link", { name: "Pay now" }).count()).toBe(0)
  let mails = 1
  for (const days of [3, 4, 5]) {
    await eventually(`Reminder ${mails}`, async () => (await failedMails(journey, ada)) === mails || undefined)
    expect(await stack.planOf(authorization)).toBe("business")
    await toCustomer(journey, customerId, "advance", { seconds: days * day })
    mails++
  }
  await eventually("The last reminder", async () => (await failedMails(journey, ada)) === mails || undefined)
  expect(await stack.planOf(authorization)).toBe("business")

  await toCustomer(journey, customerId, "advance", { seconds: 2 * day })
  await eventually("The plan taken away", async () => (await stack.planOf(authorization)) === "free" || undefined)
  await alert(ada, "Your plan is suspended")
  await ada.page.getByRole("link", { name: "Pay now" }).click()
  await ada.fillCard("Ada Lovelace")
  await ada.page.getByRole("button", { name: /^Pay/u }).last().click()
  await eventually("The plan given back", async () => (await stack.planOf(authorization)) === "business" || undefined)
  expect(await failedMails(journey, ada)).toBe(mails)
  expect(await failedMails(journey, grace)).toBe(0)
  await ada.page.goto("/projects")
  await ada.page.getByRole("heading", { name: "Projects", level: 1 }).waitFor()
  await ada.page.getByRole("alert").waitFor({ state: "hidden" })
}

const cancelInThePortal = async ({ ada }: Journey) => {
  const { page } = ada
  await ada.goTo("Billing")
  await page.getByRole("button", { name: "Payment method and cancellation" }).click()
  await page.getByRole("button", { name: "Cancel plan" }).click()
  await page.getByText("will be canceled on").waitFor()
  await eventually("The end on our page", async () => {
    await page.goto("/billing")
    await page.getByRole("heading", { name: "Current plan" }).waitFor()
    return (await page.getByText(/^Your plan ends on/u).isVisible()) || undefined
  })
  await page.getByRole("button", { name: "Keep my plan" }).click()
  await page.getByText(/^Your plan ends on/u).waitFor({ state: "hidden" })
}

it("an admin buys, is asked before more people cost more, adds seats, uses credit, thinks again about less, pays after weeks of failures, and stays after all", async () => {
  const journey = await start()
  const { customerId, sessionId } = await buy(journey)
  await inviteBeyondTheSeats(journey)
  await lookAsAMember(journey, sessionId)
  await addSeats(journey)
  await grantCredit(journey, customerId, journey.stripe)
  await upgradeWithCredit(journey)
  await downgradeAndThinkAgain(journey)
  await failAndRecover(journey, customerId)
  await cancelInThePortal(journey)
})
