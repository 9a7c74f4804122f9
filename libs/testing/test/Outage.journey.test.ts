import { expect, it, onTestFinished } from "vitest"
import { signUp, startJourney } from "./journey/LogInSteps.ts"
import { Person } from "./journey/Person.ts"

// Runs after the other journeys, who would not get in either: see vitest.journey.config.ts.
it("while nobody can be logged in the page says so, and who is in goes on", async () => {
  const { browser, page, person, stack } = await startJourney("outage")
  await signUp(stack, person, "Outage Works")
  const faults = `${stack.stytch.url}/_emulator/faults`
  const heal = () => fetch(faults, { method: "DELETE" })
  onTestFinished(async () => void (await heal()))
  const body = JSON.stringify({ path: "/v1", status: 502, html: true, times: 10_000 })
  await fetch(faults, { method: "POST", headers: { "content-type": "application/json" }, body })

  const stranger = await Person.at(browser, `late-${person.email}`, stack.gateway)
  await stranger.page.goto("/login")
  await stranger.page.getByLabel("Work e-mail").fill(stranger.email)
  await stranger.page.getByRole("button", { name: "Continue with e-mail" }).click()
  await stranger.page.getByText("A service we depend on does not answer.").waitFor()
  await stranger.page.reload()
  await stranger.page.getByText("Logging in is not possible at the moment").waitFor()

  await person.goTo("Projects")
  expect(await person.createProject("Made in the dark")).toBe("created")
  await person.goTo("Members")
  await page.getByRole("main").getByText(person.email).first().waitFor()

  await heal()
  await stranger.askForLink()
  await stranger.page.goto(await stack.linkTo(stranger.email))
  await stranger.createOrganization("After The Outage")
})
