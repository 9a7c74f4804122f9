import { Ajv } from "ajv"
import schema from "@asyncapi/specs/schemas/3.0.0-without-$id.json" with { type: "json" }
import { currentContracts } from "@tango/contracts/events/Contract"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, expect, it } from "vitest"
import { asyncApi } from "../src/docs/AsyncApi.ts"
import { buildSite } from "../src/docs/Site.ts"

const out = mkdtempSync(join(tmpdir(), "tango-docs-"))
afterAll(() => rmSync(out, { recursive: true, force: true }))

it("describes all events in valid AsyncAPI 3", () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)
  validate(asyncApi())
  expect(validate.errors ?? []).toEqual([])
  expect(validate({ ...asyncApi(), info: {} })).toBe(false)
  expect(Object.keys(asyncApi().channels)).toHaveLength(currentContracts().length)
})

it("builds a site in which every link leads somewhere", () => {
  const pages = buildSite(new URL("../../..", import.meta.url).pathname, out)
  expect(pages).toContain("services/billing/index.html")
  const broken = pages
    .filter((page) => page.endsWith(".html"))
    .flatMap((page) =>
      [...readFileSync(join(out, page), "utf8").matchAll(/href="([^"#:]+)(?:#[^"]*)?"/gu)]
        .map(([, href = ""]) => href)
        .filter((href) => !existsSync(join(out, dirname(page), href)))
        .map((href) => `${page} → ${href}`),
    )
  expect(broken).toEqual([])
  const events = readFileSync(join(out, "events/index.html"), "utf8")
  for (const { type } of currentContracts()) expect(events).toContain(`id="${type}"`)
})
