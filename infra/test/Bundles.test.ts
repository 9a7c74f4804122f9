import { consumerRoutes, directRoutes, jobRoutes, webhookRoutes } from "@tango/contracts/Topology"
import { gzipSync } from "node:zlib"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { bundle, handlerEntry } from "../src/constructs/Bundle.ts"

/** Kibibytes, minified. Notifications has React in it, for its e-mails. */
const budgets = [
  [/^notifications-(?!webhook)/, 3_200],
  [/^billing-/, 1_200],
  // It writes exports to S3.
  [/^identity-consumer$/, 1_200],
  [/./, 1_000],
] as const
const budgetOf = (name: string): number => budgets.find(([pattern]) => pattern.test(name))?.[1] ?? 0
const secrets = ["libs/tenancy/src/aws/fetchSecrets.ts"]

const program = (file: string) => `
const began = performance.now()
await import(${JSON.stringify(file)}).then(() => console.log("made"), ({ message }) => console.log(String(message).replaceAll("\\n", " ")))
console.log(Math.round(performance.now() - began))
process.exit(0)`

describe("the functions' bundles", () => {
  it.each(
    [...consumerRoutes, ...directRoutes, ...webhookRoutes, ...jobRoutes].map(
      ({ entry, functionName }) => [functionName, entry] as const,
    ),
  )("%s is within its budget, and without configuration says what is missing", (name, entry) => {
    const file = join(bundle(handlerEntry(name, entry, secrets)), "index.mjs")
    const size = readFileSync(file)
    const kilobytes = Math.round(size.length / 1024)
    expect(kilobytes).toBeLessThan(budgetOf(name))
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program(file)], {
      encoding: "utf8",
      env: {},
    })
    const [says = "", milliseconds] = stdout.trim().split("\n").slice(-2)
    expect(says).toContain("SERVICE_NAME")
    if (process.env["BUNDLE_FIGURES"])
      process.stdout.write(
        `${name} ${kilobytes} KB, gzip ${Math.round(gzipSync(size).length / 1024)} KB, ${milliseconds} ms\n`,
      )
  })
})
