import axe from "axe-core"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { startBrowser } from "./journey/Person.ts"
import { findStack } from "./journey/RunningStack.ts"

const open = ["login", "login/sso", "reset-password"]
const behindLogIn = [
  ...["projects", "members", "usage", "billing", "inbox", "preferences", "deliveries", "account"],
  ...["settings", "settings/sso", "settings/scim", "settings/api-clients", "settings/audit-log"],
]
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

it.each([
  ["wide and light", { colorScheme: "light", viewport: { width: 1280, height: 900 } }],
  ["narrow and dark", { colorScheme: "dark", viewport: { width: 390, height: 844 } }],
] as const)("no page breaks a rule of WCAG 2.2 AA that a machine can judge, %s", async (_, look) => {
  const { gateway, personas } = findStack()
  const [admin] = personas
  // Our Content-Security-Policy would not let the examiner in.
  const page = await (await browser.newContext({ ...look, baseURL: gateway, bypassCSP: true })).newPage()
  const examine = async (path: string) => {
    await page.goto(`/${path}`)
    await page.getByRole("heading", { level: 1 }).first().waitFor()
    expect(new URL(page.url()).pathname).toBe(`/${path}`)
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" })
    await page.evaluate(axe.source)
    const violations = await page.evaluate(
      `axe.run({ runOnly: { type: "tag", values: ${JSON.stringify(rules)} } }).then(({ violations }) =>
          violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 160)).join(" · ")))`,
    )
    expect(violations, path).toEqual([])
    const overflow = Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth"))
    if (process.env["PHOTOGRAPHS"] !== undefined)
      await page.screenshot({
        path: `${process.env["PHOTOGRAPHS"]}/${path.replace("/", "-")}-${look.colorScheme}.png`,
      })
    expect(overflow, `${path} is wider than the screen`).toBeLessThanOrEqual(0)
  }
  for (const path of open) await examine(path)
  const credentials = JSON.stringify({ email: admin?.email, password: admin?.password })
  const status = await page.evaluate(`(async () => {
      const post = (path, body) => fetch("/api/identity/session/" + path,
        { method: "POST", headers: { "content-type": "application/json" }, body })
      const { choice } = await (await post("password", ${JSON.stringify(credentials)})).json()
      const [{ organizationId }] = choice.organizations
      return (await post("exchange", JSON.stringify({ organizationId }))).status
    })()`)
  expect(status).toBe(200)
  for (const path of behindLogIn) await examine(path)
})
