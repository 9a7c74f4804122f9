import { ensureDatabases, type ServiceDatabase } from "@tango/local/Databases"
import { randomBytes } from "node:crypto"
import { inject } from "vitest"
import type {} from "./globalSetup.ts"

/**
 * A fresh, empty database with roles of its own for the calling test file. The roles are named `<prefix><service>_owner`, `_app`
 * and `_system`, so a migration finds the other two from its own `current_user`.
 */
export const testDatabase = async (service: string): Promise<ServiceDatabase> =>
  (await ensureDatabases(inject("postgresUrl"), [service], { prefix: `t${randomBytes(4).toString("hex")}_` }))[
    service
  ] ?? Promise.reject(new Error(`No database for ${service}`))
