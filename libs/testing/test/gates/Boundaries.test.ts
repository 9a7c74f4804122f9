import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { assert, describe, it } from "vitest"
import { checkBoundaries } from "../../src/gates/Boundaries.ts"
import { realRoot } from "./Workspace.ts"

/** The rules that one file with this text breaks. */
const rulesBrokenBy = (file: string, text: string): ReadonlyArray<string> => {
  const root = mkdtempSync(join(tmpdir(), "tango-boundaries-"))
  try {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
    return checkBoundaries(root).violations.map((violation) => violation.rule)
  } finally {
    rmSync(root, { recursive: true })
  }
}

const service = "services/identity/src/Organizations.ts"
const domain = "services/identity/src/domain/Organization.ts"
const test = "services/identity/test/Organizations.test.ts"

describe("boundaries", () => {
  it.each([
    ["a service imports a service by name", service, 'import "@tango/billing/Plans"', /never imports a service/],
    ["a test of a service does", test, 'import "@tango/billing/Plans"', /never imports a service/],
    ["a relative import leaves the package", service, 'import "../../billing/src/main.ts"', /stays inside its package/],
    [
      "a lib reaches a service",
      "libs/local/src/A.ts",
      'import "../../../services/identity/src/main.ts"',
      /stays inside/,
    ],
    ["a lib imports a service", "libs/local/src/A.ts", 'import "@tango/identity/main"', /never imports a service/],
    ["a lib imports web", "libs/testing/src/A.ts", 'import "@tango/web/App"', /nobody imports web/],
    ["web imports a lib", "web/src/a.ts", 'import "@tango/tenancy/TenantSql"', /web imports only @tango\/contracts/],
    ["web imports a development lib", "web/src/a.tsx", 'import "@tango/testing/Database"', /web imports only/],
    ["infra imports a lib", "infra/src/app.ts", 'import "@tango/service/Health"', /infra imports only/],
    ["contracts imports a package", "libs/contracts/src/A.ts", 'import "hono"', /contracts imports only effect/],
    ["contracts imports Node", "libs/contracts/src/A.ts", 'import "node:fs"', /contracts imports only effect/],
    [
      "contracts imports a lib",
      "libs/contracts/src/A.ts",
      'import "@tango/tenancy/X"',
      /contracts imports only effect/,
    ],
    [
      "a production lib imports a development lib",
      "libs/tenancy/src/A.ts",
      'import "@tango/local/X"',
      /production lib/,
    ],
    ["a service's source imports a development lib", service, 'import "@tango/emulators/X"', /development lib/],
    ["the domain imports outward", domain, 'import "../Organizations.ts"', /the domain imports only/],
    ["the domain imports a lib", domain, 'import "@tango/tenancy/TenantSql"', /the domain imports only/],
    ["the domain imports an SDK", domain, 'import Stripe from "stripe"', /the domain imports only/],
    ["the domain imports SQL", domain, 'import { Model } from "effect/sql"', /the domain imports only/],
    ["the domain draws random numbers", domain, 'import { randomBytes } from "node:crypto"', /the domain imports only/],
    ["the domain imports types from outward", domain, 'import type { A } from "../A.ts"', /the domain imports only/],
    ["the domain imports HTTP", domain, 'import { HttpClient } from "effect/http"', /the domain imports only/],
    ["raw SQL by the driver", service, 'import { PgClient } from "@effect/sql-pg"', /TenantSql/],
    ["raw SQL by the module", service, 'import type { SqlClient } from "effect/sql/SqlClient"', /TenantSql/],
    ["raw SQL by the barrel", service, 'import { SqlClient as S } from "effect/sql"', /TenantSql/],
    ["raw SQL by the namespace", service, 'import * as Sql from "effect/sql"', /TenantSql/],
  ])("caught: %s", (_, file, text, rule) => {
    const broken = rulesBrokenBy(file, `${text}\n`)
    assert.lengthOf(broken, 1)
    assert.match(broken[0] ?? "", rule)
  })

  it.each([
    ["export { a } from", 'export { a } from "@tango/billing/A"'],
    ["export * from", 'export * from "@tango/billing/A"'],
    ["import()", 'await import("@tango/billing/A")'],
    ["import type", 'import type { A } from "@tango/billing/A"'],
    ["import() of a type", 'export type A = import("@tango/billing/A").A'],
    ["require()", 'require("@tango/billing/A")'],
  ])("caught in every form: %s", (_, text) => {
    assert.lengthOf(rulesBrokenBy(service, `${text}\n`), 1)
  })

  it.each([
    [
      "a service imports libs and its own files",
      service,
      'import "@tango/tenancy/A"; import "./domain/Organization.ts"',
    ],
    [
      "a service's test imports development libs",
      test,
      'import "@tango/testing/Database"; import "@tango/emulators/A"',
    ],
    ["a lib's test imports development libs", "libs/tenancy/test/A.test.ts", 'import "@tango/testing/Database"'],
    [
      "the domain imports effect and contracts",
      domain,
      'import "effect"; import "./A.ts"; import "@tango/contracts/Ids"',
    ],
    ["the domain imports types of an SDK", domain, 'import type { Member } from "stytch"'],
    ["persistence uses raw SQL", "services/identity/src/persistence/A.ts", 'import "@effect/sql-pg/PgClient"'],
    ["migrations use raw SQL", "services/identity/src/migrate.ts", 'import "@effect/sql-pg"'],
    ["a service uses models", service, 'import { Model } from "effect/sql"'],
    [
      "web imports contracts and itself",
      "web/src/a.ts",
      'import "@tango/contracts/Ids"; import "@/lib/b.ts"; import "./c.ts"',
    ],
    ["a command installs first", "libs/testing/bin/a.mjs", 'import "../../local/bin/handOver.mjs"'],
  ])("allowed: %s", (_, file, text) => {
    assert.deepStrictEqual(rulesBrokenBy(file, `${text}\n`), [])
  })

  it("reads the real workspace, its tests and commands as well", () => {
    assert.isAbove(checkBoundaries(realRoot).files, 40)
  })
})
