import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, it, onTestFinished } from "vitest"
import { copyRepository } from "./newService/Copy.ts"

const root = join(import.meta.dirname, "../../..")

/** A fingerprint of each stack's template in dev, asset hashes included. */
const templates = async (folder: string): Promise<Record<string, string>> => {
  const program = ["infra/test/support/printTemplates.ts", "tango-dev-billing", "tango-dev-entitlements"]
  const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: folder })
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}")
}

it("changes the stack of one service, and no other, when code of that service changes", async () => {
  const copy = copyRepository()
  onTestFinished(() => copy.remove())
  const consumer = "services/billing/src/consumer.ts"
  copy.write(consumer, `${copy.read(consumer)}\nconsole.log("changed")\n`)
  const [before, after] = await Promise.all([templates(root), templates(copy.folder)])
  expect(Object.keys(before)).toHaveLength(6)
  expect(Object.keys(before).filter((stack) => before[stack] !== after[stack])).toEqual(["tango-dev-billing"])
}, 120_000)
