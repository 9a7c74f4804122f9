import { breaks } from "./Compatibility.ts"
import { currentContracts } from "@tango/contracts/events/Contract"
import { readReleased, writeReleased } from "./Released.ts"

/** `check` compares the contracts with those of the last release; `release` makes the present ones the last release. */
const root = process.cwd()
const [command = "check"] = process.argv.slice(2).filter((word) => !word.startsWith("--"))
const current = currentContracts()
const found = breaks(readReleased(root), current)

for (const { type, consumer, reason } of found) console.log(`${type} would break ${consumer}: ${reason}`)
if (found.length > 0) {
  console.log("Publish the change as the next major version beside this one, or make the new field optional.")
} else if (command === "release") {
  writeReleased(root, current)
  console.log(`${current.length} contracts are the released ones now.`)
}
console.log(`${found.length} breaking changes in ${current.length} events`)
if (process.argv.includes("--json")) console.log(JSON.stringify({ events: current.length, breaking: found.length }))
process.exitCode = found.length > 0 ? 1 : 0
