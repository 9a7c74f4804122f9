import { totpCode } from "@tango/testing/Totp"
import type { Browser, Page } from "playwright-core"
import { onTestFailed, onTestFinished } from "vitest"
import { randomUUID } from "node:crypto"
import { Person, startBrowser } from "./Person.ts"
import { findStack, type RunningStack } from "./RunningStack.ts"

const step = 30_000

/** A stack and somebody new in front of a browser. */
export const startJourney = async (name: string) => {
  const stack = findStack()
  const browser: Browser = await startBrowser()
  onTestFinished(() => browser.close())
  const person = await Person.at(browser, `${name}-${randomUUID().slice(0, 8)}@example.com`, stack.gateway)
  onTestFailed(() => person.photograph(name))
  return { stack, browser, person, page: person.page }
}

export const signUp = async (stack: RunningStack, person: Person, organization: string): Promise<void> => {
  await person.askForLink()
  await person.page.goto(await stack.linkTo(person.email))
  await person.createOrganization(organization)
}

/** The codes of an authenticator app, each another one: a code works once. */
export const authenticator = (secret: string) => {
  // Codes of the neighbouring steps are taken as well, so that nobody has to wait for the next one.
  let next = Date.now() - step
  return (): string => {
    next = Math.max(next, Date.now() - step)
    const code = totpCode(secret, next)
    next += step
    return code
  }
}

export const openAccount = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: /^Account/u }).click()
  await page.getByRole("menuitem", { name: "Your account" }).click()
  await page.getByRole("heading", { name: "Your account", level: 1 }).waitFor()
}

export const logOut = async (page: Page, how: "Log out" | "Log out everywhere" = "Log out"): Promise<void> => {
  await page.getByRole("button", { name: /^Account/u }).click()
  await page.getByRole("menuitem", { name: how, exact: true }).click()
  await page.getByRole("heading", { name: "Log in to Tango" }).waitFor()
}

export const enterCode = async (page: Page, code: string): Promise<void> => {
  await page.getByLabel(/^(Code|Recovery code)$/u).fill(code)
  await page.getByRole("button", { name: "Confirm" }).click()
}
