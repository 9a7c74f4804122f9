import { Secret, TOTP } from "otpauth"
import type { Page } from "playwright-core"
import { eventually, type RunningStack } from "./RunningStack.ts"

const step = 30_000

/** The codes of an authenticator app, each another one: a code works once. */
export const authenticator = (secret: string) => {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  let last = 0
  return (): string => {
    // Codes of the neighbouring steps are taken as well, so that nobody has to wait for the next one.
    const timestamp = last === 0 ? Date.now() - step : last + step
    last = timestamp
    return totp.generate({ timestamp })
  }
}

/** The newest text message's code to a number. */
export const smsCodeTo = (stack: RunningStack, phone: string): Promise<string> =>
  eventually(`A text message to ${phone}`, async () => {
    const response = await fetch(`${stack.console}/api/sms?to=${encodeURIComponent(phone)}`)
    const { data = [] }: { data?: ReadonlyArray<{ to: string; text: string }> } = JSON.parse(await response.text())
    return /\d{6}/u.exec(data.find(({ to }) => to === phone)?.text ?? "")?.[0]
  })

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
