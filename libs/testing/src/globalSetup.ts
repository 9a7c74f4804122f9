import { startPostgres } from "@tango/local/Postgres"
import { forget } from "@tango/local/postgres/Account"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  interface ProvidedContext {
    /** The superuser's address of the PostgreSQL that this run of tests shares. */
    readonly postgresUrl: string
  }
}

/** One PostgreSQL for a run of tests, in a folder that goes when the run ends. */
export default async (project: TestProject) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tango-test-"))
  const postgres = await startPostgres({ dataDir, port: 0, durable: false })
  project.provide("postgresUrl", postgres.superuserUrl)
  return async () => {
    await postgres.stop()
    forget(dataDir)
  }
}
