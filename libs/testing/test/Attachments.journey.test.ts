import { randomUUID } from "node:crypto"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFailed, onTestFinished } from "vitest"
import { Person, startBrowser } from "./journey/Person.ts"
import { findStack } from "./journey/RunningStack.ts"

const eightMiB = 8 * 1024 ** 2

it("a file is sent, interrupted, taken up again after a reload, downloaded and deleted; a false one is refused", async () => {
  const stack = findStack()
  const browser = await startBrowser()
  onTestFinished(() => browser.close())
  const ada = await Person.at(browser, `ada-${randomUUID().slice(0, 8)}@example.com`, stack.gateway)
  const { page } = ada
  onTestFailed(() => ada.photograph("attachments"))
  await ada.askForLink()
  await page.goto(await stack.linkTo(ada.email))
  await ada.createOrganization("Analytical Engines")
  await ada.goTo("Projects")
  await ada.createProject("Difference Engine")
  await page.getByRole("link", { name: "Difference Engine" }).click()
  await page.getByText("No files yet.").waitFor()

  const input = page.locator("input[type=file]")
  await input.setInputFiles({ name: "picture.png", mimeType: "image/png", buffer: Buffer.from("no picture at all") })
  await page.getByText("The contents of this file are not what its type says.").waitFor()
  await page.getByRole("button", { name: "Dismiss picture.png" }).click()

  // The second of two parts does not get through, then the page goes.
  const isSecond = (url: URL) => url.searchParams.get("partNumber") === "2"
  let stopped = () => {}
  const stop = new Promise<void>((resolve) => (stopped = resolve))
  await page.route(isSecond, (route) => (route.request().method() === "PUT" ? stopped() : route.continue()))
  const name = "Grüße an alle.txt"
  const contents = Buffer.alloc(eightMiB + 3, "Difference Engine. ")
  const folder = await mkdtemp(join(tmpdir(), "tango-files-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, name)
  await writeFile(file, contents)
  await input.setInputFiles(file)
  await stop
  await page.getByRole("progressbar", { name: `Sending ${name}` }).waitFor()
  // In this order: what is held is let go when nobody holds it any more, and would arrive.
  await page.reload()
  await page.unroute(isSecond)
  await page.getByText("Not complete. Choose the same file again to go on where it stopped.").waitFor()

  const sent: Array<string> = []
  page.on("request", (request) => {
    const part = new URL(request.url()).searchParams.get("partNumber")
    if (part !== null && request.method() === "PUT") sent.push(part)
  })
  await input.setInputFiles(file)
  await page.getByRole("button", { name: `Download ${name}` }).waitFor()
  expect(sent).toEqual(["2"])

  const downloading = page.waitForEvent("download")
  await page.getByRole("button", { name: `Download ${name}` }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe(name)
  expect((await readFile(await download.path())).equals(contents)).toBe(true)

  await page.getByText("8 MB of 1 GB storage used").waitFor()
  await page.getByRole("button", { name: `Delete ${name}` }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Delete file" }).click()
  await page.getByText("0 B of 1 GB storage used").waitFor()
  await page.getByText("No files yet.").waitFor()
})
