import { join } from "node:path"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { dataDir } from "./RunningStack.ts"

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium", args: flags })

/** Somebody at a browser of their own: what they do, in the words that they read on the page. */
export class Person {
  readonly email: string
  readonly page: Page
  readonly #context: BrowserContext
  #authorization = ""

  private constructor(email: string, context: BrowserContext, page: Page) {
    this.email = email
    this.#context = context
    this.page = page
    page.setDefaultTimeout(30_000)
    page.on("request", (request) => {
      this.#authorization = request.headers()["authorization"] ?? this.#authorization
    })
  }

  static async at(browser: Browser, email: string, gateway: string): Promise<Person> {
    const context = await browser.newContext({ baseURL: gateway })
    return new Person(email, context, await context.newPage())
  }

  /** The header that the page sent last. */
  get authorization(): string {
    return this.#authorization
  }

  async askForLink(): Promise<void> {
    await this.page.goto("/login")
    await this.page.getByLabel("Work e-mail").fill(this.email)
    await this.page.getByRole("button", { name: "Continue with e-mail" }).click()
    await this.page.getByRole("heading", { name: "Check your mail" }).waitFor()
  }

  async createOrganization(name: string): Promise<void> {
    await this.page.getByLabel("Organization name").fill(name)
    await this.page.getByRole("button", { name: "Create organization" }).click()
    await this.isIn(name, "Admin")
  }

  async isIn(organization: string, role: "Admin" | "Member" | "Viewer"): Promise<void> {
    await this.page.getByRole("button", { name: `Organization: ${organization}` }).waitFor()
    await this.page.getByRole("button", { name: /^Account/u }).click()
    await this.page.getByText(`${this.email} · ${role}`).waitFor()
    await this.page.keyboard.press("Escape")
  }

  async goTo(place: "Projects" | "Members" | "Billing"): Promise<void> {
    await this.page.getByRole("navigation").getByRole("link", { name: place }).click()
    await this.page.getByRole("heading", { name: place, level: 1 }).waitFor()
  }

  async invite(email: string, name: string): Promise<void> {
    await this.goTo("Members")
    await this.page.getByRole("button", { name: "Invite" }).first().click()
    const dialog = this.page.getByRole("dialog")
    await dialog.getByLabel("E-mail").fill(email)
    await dialog.getByLabel("Name").fill(name)
    await dialog.getByLabel("Role").selectOption("member")
    await dialog.getByRole("button", { name: "Send invitation" }).click()
    await dialog.waitFor({ state: "hidden" })
    await this.page.getByRole("row", { name: email }).getByText("Invited").locator("visible=true").waitFor()
  }

  async createProject(name: string): Promise<"created" | "refused"> {
    await this.page.getByRole("button", { name: "New project" }).first().click()
    const dialog = this.page.getByRole("dialog")
    await dialog.getByLabel("Name").fill(name)
    await dialog.getByRole("button", { name: "Create project" }).click()
    const created = this.page.getByRole("list", { name: "Projects" }).getByText(name, { exact: true })
    const refused = dialog.getByRole("link", { name: "See plans and upgrade" })
    await created.or(refused).waitFor()
    return (await refused.isVisible()) ? "refused" : "created"
  }

  async choosePlan(plan: "Pro" | "Business", seats: number): Promise<void> {
    await this.page.getByRole("button", { name: `Choose ${plan}` }).click()
    await this.page.getByLabel("Seats", { exact: true }).fill(`${seats}`)
  }

  async fillCard(name: string): Promise<void> {
    await this.page.getByLabel("Card number").fill("4242 4242 4242 4242")
    await this.page.getByLabel("Expiration").fill("12 / 34")
    await this.page.getByLabel("CVC").fill("123")
    await this.page.getByLabel("Cardholder name").fill(name)
  }

  /** A picture of where they are, beside the stack's data, for whoever looks into a failure. */
  async photograph(name: string): Promise<void> {
    await this.page.screenshot({ path: join(dataDir, `journey-${name}.png`) })
  }

  leave(): Promise<void> {
    return this.#context.close()
  }
}
