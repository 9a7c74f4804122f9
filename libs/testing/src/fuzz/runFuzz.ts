import "@tango/local/jsx"
import { startPostgres } from "@tango/local/Postgres"
import { forget } from "@tango/local/postgres/Account"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { startWorld } from "../world/World.ts"
import { type Finding, fuzz } from "./Fuzz.ts"
import { troublesOf } from "./Troubles.ts"

/** `npm run fuzz [-- --requests N] [--seed S] [--json]`: exits with 1 when a request brought about what none may. */
const { values } = parseArgs({
  options: { requests: { type: "string" }, seed: { type: "string" }, json: { type: "boolean" } },
})
const requests = Number(values.requests ?? 5_000)
const seed = Number(values.seed ?? Date.now() % 1e9)
const dataDir = mkdtempSync(join(tmpdir(), "tango-fuzz-"))
const postgres = await startPostgres({ dataDir, port: 0, durable: false })
const shown = (finding: Finding) =>
  JSON.stringify(finding, (key, value: unknown) => (key === "authorization" ? "…" : value), 1)
const say = (line: string) => console.error(line)
try {
  const world = await startWorld({ postgresUrl: postgres.superuserUrl })
  try {
    const report = await fuzz({ world, postgresUrl: postgres.superuserUrl, requests, seed, say })
    const { findings, ...figures } = report
    for (const finding of findings.slice(0, 50)) console.error(shown(finding))
    const troubles = troublesOf(report)
    for (const trouble of troubles) console.error(trouble)
    if (troubles.length > 0) process.exitCode = 1
    console.log(JSON.stringify(figures, null, values.json ? 0 : 1))
  } finally {
    await world.close()
  }
} finally {
  await postgres.stop()
  forget(dataDir)
}
