import { randomUUID } from "node:crypto"
import { expect, it, onTestFailed, onTestFinished } from "vitest"
import { Person, startBrowser } from "./journey/Person.ts"
import { eventually, findStack } from "./journey/RunningStack.ts"

const organization = "Analytical Engines"
const consumers = ["billing", "entitlements", "notifications", "projects"]

const start = async () => {
  const stack = findStack()
  const browser = await startBrowser()
  onTestFinished(() => browser.close())
  const run = randomUUID().slice(0, 8)
  const ada = await Person.at(browser, `ada-${run}@example.com`, stack.gateway)
  const grace = await Person.at(browser, `grace-${run}@example.com`, stack.gateway)
  onTestFailed(() => Promise.all([ada.photograph("ada"), grace.photograph("grace")]).then(() => {}))
  return { stack, ada, grace }
}
type Journey = Awaited<ReturnType<typeof start>>

const signUpAndInvite = async ({ stack, ada, grace }: Journey) => {
  await ada.askForLink()
  await ada.page.goto(await stack.linkTo(ada.email))
  await ada.createOrganization(organization)
  await ada.invite(grace.email, "Grace Hopper")
  await grace.page.goto(await stack.linkTo(grace.email))
  await grace.isIn(organization, "Member")
}

const useUpTheFreePlan = async ({ ada }: Journey) => {
  await ada.goTo("Projects")
  for (const name of ["Difference Engine", "Analytical Engine", "Note G"]) {
    expect(await ada.createProject(name)).toBe("created")
  }
  expect(await ada.createProject("Bernoulli Numbers")).toBe("refused")
  await ada.page.getByRole("dialog").getByText("Free includes 3 projects").waitFor()
  await ada.page.getByRole("link", { name: "See plans and upgrade" }).click()
}

/** Gives the trace id of the checkout request, and the milliseconds from "pay" to the plan being in force. */
const pay = async ({ stack, ada }: Journey) => {
  await ada.choosePlan("Pro", 2)
  const [checkout] = await Promise.all([
    ada.page.waitForRequest(
      (request) => request.method() === "POST" && request.url().endsWith("/api/billing/checkout"),
    ),
    ada.page.getByRole("button", { name: "Continue to payment" }).click(),
  ])
  const [, traceId = ""] = ((await checkout.allHeaders())["traceparent"] ?? "").split("-")
  await ada.fillCard("Ada Lovelace")
  const authorization = ada.authorization
  const clicked = performance.now()
  const inForce = eventually("Pro in force", async () =>
    (await stack.planOf(authorization)) === "pro" ? performance.now() - clicked : undefined,
  )
  const [milliseconds] = await Promise.all([
    inForce,
    ada.page.getByRole("button", { name: /^(Subscribe|Start trial)$/u }).click(),
  ])
  await ada.page.waitForURL("**/billing/return?**")
  await ada.page.getByRole("heading", { name: "You are on Pro" }).waitFor()
  await ada.page.getByText("2 seats, ready to use.").waitFor()
  return { traceId, milliseconds }
}

const createTheFourth = async ({ ada }: Journey) => {
  await ada.goTo("Projects")
  await eventually("The fourth project", async () => {
    if ((await ada.createProject("Bernoulli Numbers")) === "created") return true
    await ada.page.keyboard.press("Escape")
    await ada.page.getByRole("dialog").waitFor({ state: "hidden" })
    return undefined
  })
}

const subjects = async ({ stack }: Journey, person: Person, subject: string) =>
  (await stack.mailTo(person.email)).filter((mail) => mail.subject === subject).length

it("a team signs up, outgrows the free plan, pays, and goes on at once", async () => {
  const journey = await start()
  await signUpAndInvite(journey)
  await useUpTheFreePlan(journey)
  const { traceId, milliseconds } = await pay(journey)
  console.log(`From "pay" to Pro in force: ${Math.round(milliseconds)} ms`)
  await createTheFourth(journey)

  const { stack, ada, grace } = journey
  await eventually("The trace of the checkout in every consumer", async () => {
    const services = (await stack.spans(traceId)).map(({ service }) => service)
    return consumers.every((consumer) => services.some((service) => service.startsWith(consumer))) || undefined
  })
  const planChanged = `${organization} is now on Pro`
  await eventually("The plan-changed mail", async () => (await subjects(journey, ada, planChanged)) > 0 || undefined)
  expect(await subjects(journey, ada, planChanged)).toBe(1)
  expect(await subjects(journey, ada, `Welcome to ${organization}`)).toBe(1)
  expect(await subjects(journey, grace, `Welcome to ${organization}`)).toBe(1)
})
