import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { resolve } from "node:path"
import { text } from "node:stream/consumers"

const root = resolve(import.meta.dirname, "../../..")

// Port 9 of this machine: refused at once.
const env: Readonly<Record<string, string>> = {
  TANGO_ENV: "local",
  SERVICE_NAME: "billing",
  PUBLIC_URL: "http://localhost:8080",
  DATABASE_URL: "postgres://billing_app:app-password-1@127.0.0.1:9/tango_billing",
  DATABASE_SYSTEM_URL: "postgres://billing_system:system-password-1@127.0.0.1:9/tango_billing",
  DATABASE_OWNER_URL: "postgres://billing_owner:owner-password-1@127.0.0.1:9/tango_billing",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  EVENT_BUS_NAME: "tango",
  DEAD_LETTER_QUEUE_URL: "http://127.0.0.1:9/queue",
  QUEUE_URL: "http://127.0.0.1:9/queue",
  STYTCH_PROJECT_ID: "project-test-11111111-1111-4111-8111-111111111111",
  STYTCH_BASE_URL: "http://127.0.0.1:9",
  STRIPE_SECRET_KEY: "sk_test_abcdefgh",
  STRIPE_BASE_URL: "http://127.0.0.1:9",
  STRIPE_WEBHOOK_SECRET: "whsec_abcdefgh12345678",
}

type Change = Readonly<Record<string, string | undefined>>

/** Starts one of billing's programs as the platforms do, and gives what it said and how it ended. */
const start = async (entry: string, change: Change) => {
  const child = spawn(process.execPath, [`services/billing/src/${entry}.ts`], {
    cwd: root,
    env: { PATH: process.env["PATH"], ...env, PORT: "39999", ...change },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const [said, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")])
  return { code, lines: said.trim().split("\n"), all: said + complaint }
}

const entries = ["main", "consumer", "jobs/seats", "migrate"]
const cases: ReadonlyArray<readonly [what: string, entries: ReadonlyArray<string>, change: Change, says: RegExp]> = [
  ["a missing variable", ["main"], { PORT: undefined }, /^cannot start: PORT is missing; expected a port from 1/u],
  [
    "a missing variable",
    ["consumer"],
    { DEAD_LETTER_QUEUE_URL: "" },
    /DEAD_LETTER_QUEUE_URL is missing; expected an SQS/u,
  ],
  [
    "a missing variable",
    ["webhook"],
    { STRIPE_WEBHOOK_SECRET: "" },
    /STRIPE_WEBHOOK_SECRET is missing; expected whsec_/u,
  ],
  [
    "a missing variable",
    ["migrate"],
    { DATABASE_OWNER_URL: "" },
    /DATABASE_OWNER_URL is missing; expected an address/u,
  ],
  ["a malformed secret", ["webhook"], { STRIPE_WEBHOOK_SECRET: "oops-1234" }, /STRIPE_WEBHOOK_SECRET is malformed/u],
  ["a wrong region", ["webhook"], { AWS_REGION: "us-esat-1" }, /AWS_REGION is malformed; expected a region/u],
  [
    "a local credential",
    ["main"],
    { TANGO_ENV: "production", STRIPE_SECRET_KEY: "sk_test_local" },
    /STRIPE_SECRET_KEY is a local credential/u,
  ],
  ["no database", entries, {}, /DATABASE_(SYSTEM_|OWNER_)?URL names a database that does not answer \(ECONNREFUSED\)/u],
]

describe.concurrent("what keeps a process from starting is told in one line, without values", () => {
  const starts = cases.flatMap(([what, which, change, says]) => which.map((entry) => ({ what, entry, change, says })))
  it.each(starts)("$entry: $what $change", { timeout: 60_000 }, async ({ entry, change, says }) => {
    const { all, code, lines } = await start(entry, change)
    assert.lengthOf(lines, 1)
    const line = JSON.parse(lines[0]!)
    assert.match(line.message, says)
    assert.include(line, { level: "FATAL", service: "billing" })
    assert.strictEqual(code, 1)
    for (const value of ["app-password-1", "sk_test_", "whsec_abcdefgh", "oops-1234"]) {
      assert.notInclude(all.replaceAll("sk_test_…", ""), value)
    }
  })
})
