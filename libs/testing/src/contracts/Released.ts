import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Contract } from "@tango/contracts/events/Contract"

const folder = (root: string) => join(root, "libs/contracts/released")

/** The contracts of the last release: one JSON file an event, committed. */
export const readReleased = (root: string): ReadonlyArray<Contract> =>
  globSync("*.json", { cwd: folder(root) })
    .toSorted()
    .map((file) => JSON.parse(readFileSync(join(folder(root), file), "utf8")) as Contract)

export const writeReleased = (root: string, contracts: ReadonlyArray<Contract>): void => {
  rmSync(folder(root), { recursive: true, force: true })
  mkdirSync(folder(root), { recursive: true })
  for (const contract of contracts)
    writeFileSync(join(folder(root), `${contract.type}.json`), `${JSON.stringify(contract, null, 2)}\n`)
}
