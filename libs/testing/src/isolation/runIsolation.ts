import "@tango/local/jsx"
import { startPostgres } from "@tango/local/Postgres"
import { forget } from "@tango/local/postgres/Account"
import { serviceNames } from "@tango/contracts/Topology"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { startWorld } from "../world/World.ts"
import { sabotage, tryDatabase } from "./Database.ts"
import { makeGround } from "./Ground.ts"
import { tryPool } from "./Pool.ts"
import { tryRequests } from "./Requests.ts"

/** `npm run isolation [-- --json]`: exits with 1 when a tenant reaches another, or when a broken wall is not noticed. */
const { values } = parseArgs({ options: { json: { type: "boolean" } } })
const dataDir = mkdtempSync(join(tmpdir(), "tango-isolation-"))
const postgres = await startPostgres({ dataDir, port: 0, durable: false })
const postgresUrl = postgres.superuserUrl
const results: Array<{
  attempts?: number
  leaks?: ReadonlyArray<string>
  policies?: number
  unnoticed?: ReadonlyArray<string>
}> = []
try {
  for (const service of serviceNames) {
    const ground = await makeGround(service, postgresUrl)
    results.push(await tryDatabase(ground), await sabotage(ground), await tryPool(ground))
    await ground.close()
    console.error(`${service}: ${ground.tables.length} tables`)
  }
  const world = await startWorld({ postgresUrl })
  try {
    results.push(await tryRequests(world, postgresUrl))
  } finally {
    await world.close()
  }
} finally {
  await postgres.stop()
  forget(dataDir)
}
const leaks = results.flatMap((result) => result.leaks ?? [])
const unnoticed = results.flatMap((result) => result.unnoticed ?? [])
const sum = (pick: (result: (typeof results)[number]) => number | undefined) =>
  results.reduce((total, result) => total + (pick(result) ?? 0), 0)
for (const leak of leaks) console.error(`Leak: ${leak}`)
for (const wall of unnoticed) console.error(`Not noticed: ${wall}`)
if (leaks.length + unnoticed.length > 0) process.exitCode = 1
const figures = {
  attempts: sum(({ attempts }) => attempts),
  leaks: leaks.length,
  policies: sum(({ policies }) => policies),
  unnoticed: unnoticed.length,
}
console.log(JSON.stringify(figures, null, values.json ? 0 : 1))
