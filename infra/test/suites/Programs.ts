import { serviceNames } from "@tango/contracts/Topology"
import { serviceEnvironment } from "@tango/local/Environment"
import { freePort } from "@tango/local/FreePort"
import { portsAt } from "@tango/local/Ports"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest"
import { bundle } from "../../src/constructs/Bundle.ts"
import { environments } from "../../src/Environments.ts"
import { type Program, programsOf } from "../support/Programs.ts"
import { begins, bundleAll } from "../support/Starting.ts"
import { synthesized } from "../support/Synthesized.ts"
import { withProviders } from "./Providers.ts"

/** Kibibytes, minified. Notifications has React in it, for its e-mails. */
const budgets = [
  [/^notifications-(?!webhook)/, 3_200],
  [/^billing-/, 1_200],
  // It writes exports to S3.
  [/^identity-consumer$/, 1_200],
  [/./, 1_000],
] as const
const budgetOf = (name: string): number => budgets.find(([pattern]) => pattern.test(name))?.[1] ?? 0

/** What a deployment puts where its template has a reference, or into a secret. */
const deployed: Readonly<Record<string, string>> = {
  PUBLIC_URL: "https://app.example.com",
  EVENT_BUS_NAME: "production-tango",
  QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/events",
  DEAD_LETTER_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/events-dlq",
  DATABASE_HOST: "database.example.com",
  DATABASE_MASTER_SECRET: "arn:aws:secretsmanager:us-east-1:123456789012:secret:master",
  UPLOADS_BUCKET: "uploads.example",
  SES_CONFIGURATION_SET: "tango-production",
  EMAIL_FROM: "Tango <hello@example.com>",
  STYTCH_PROJECT_ID: "project-live-11111111-1111-4111-8111-111111111111",
  STYTCH_PUBLIC_TOKEN: "public-token-live-abc",
  STYTCH_SECRET: "secret-live-abc",
  STYTCH_WEBHOOK_SECRET: "whsec_YWJjZGVmZ2hpamts",
  STRIPE_SECRET_KEY: "sk_live_abc",
  STRIPE_WEBHOOK_SECRET: "whsec_abcdefghijkl",
  RESEND_API_KEY: "re_abc",
  RESEND_WEBHOOK_SECRET: "whsec_YWJjZGVmZ2hpamts",
  UNSUBSCRIBE_SECRET: "0123456789abcdef",
  OPERATOR_KEYS: JSON.stringify({ ada: "0123456789abcdef01234567" }),
}

/** What AWS itself tells a task or function. Nothing answers at that address. */
const ofAws = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "ASIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "example",
  AWS_SESSION_TOKEN: "example",
  AWS_ENDPOINT_URL: "http://0.0.0.0:9",
}

/** Of the machine itself, or for emulators; the rate is the provider's, and its default ours. */
const ofThisMachine = /^(PATH|HOME|TMPDIR|LANG|TZ|NODE_\w+|TANGO_CRASH_AT|AWS_\w+|\w+_BASE_URL|EMAIL_RATE_PER_SECOND)$/

/** Called once by a deployment, and only then do these look at their configuration. */
const isCalled = ({ name }: Program) => /-(migrate|provision)$/.test(name)

let file: (program: Program) => string
let folder: string

const environmentOf = async ({ name, told }: Program): Promise<Record<string, string>> => {
  // As an address that is not this machine's name: the programs do not start with those outside of development.
  const postgres = inject("postgresUrl").replace(/@[^:/]+/u, "@0.0.0.0")
  const here: Record<string, string> = {
    DATABASE_URL: postgres,
    DATABASE_SYSTEM_URL: postgres,
    DATABASE_OWNER_URL: "postgres://owner@0.0.0.0:9/nothing",
    DATABASE_AUTHENTICATION: "password",
    PORT: String(await freePort()),
  }
  const values = Object.entries(told).map(([variable, text]) => [
    variable,
    here[variable] ?? text ?? deployed[variable] ?? `no value for ${variable} of ${name}`,
  ])
  return { ...ofAws, ...Object.fromEntries(values) }
}

const start = async (program: Program, without: ReadonlyArray<string> = []) => {
  const env = await environmentOf(program)
  for (const variable of without) delete env[variable]
  return begins(file(program), env, isCalled(program))
}

const expected = ({ name }: Program): string =>
  name.endsWith("-migrate")
    ? "DATABASE_OWNER_URL names a database that does not answer (ECONNREFUSED); expected one that this network reaches"
    : name.endsWith("-provision")
      ? // Its first question is to AWS for the administrator's password.
        "see the cause"
      : "started"

/** One of those that run the same module with the same variables: each service has the same function to make its database. */
const distinct = (programs: ReadonlyArray<Program>): ReadonlyArray<Program> => {
  const kinds = new Map(
    programs.map((program) => [program.entry.source + Object.keys(program.told).toSorted().join(), program]),
  )
  return [...kinds.values()]
}

describe("what is deployed", () => {
  const production = programsOf(synthesized(environments.production))
  const names = new Set(production.map(({ name }) => name))
  const programs = [...production, ...programsOf(synthesized(withProviders)).filter(({ name }) => !names.has(name))]
  const one = (name: string) => programs.find((program) => program.name === name) ?? expect.fail(`no ${name}`)

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tango-programs-"))
    file = await bundleAll(programs, folder)
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it("is a server, a migration, a consumer and more of each service, and each has its module", () => {
    for (const { entry, name } of programs) expect([name, entry.source]).not.toEqual([name, ""])
    for (const service of serviceNames)
      for (const name of [service, `${service}-provision`, `${service}-migrate`, `${service}-consumer`])
        expect(programs.map((program) => program.name)).toContain(name)
    for (const name of ["billing-stripe-events", "notifications-ses-events"])
      expect(programs.map((program) => program.name)).toContain(name)
  })

  it.each(distinct(programs).map((program) => [program.name, program] as const))(
    "%s starts with what its template tells it",
    async (_, program) => expect(await start(program)).toBe(expected(program)),
  )

  it.each([
    ["billing", "EVENT_BUS_NAME"],
    ["identity", "STYTCH_SECRET"],
    ["billing-consumer", "DEAD_LETTER_QUEUE_URL"],
    ["notifications-webhook", "RESEND_WEBHOOK_SECRET"],
    ["identity-migrate", "DATABASE_OWNER_URL"],
    ["identity-provision", "DATABASE_MASTER_SECRET"],
  ])("%s does not start without %s, and says so", async (name, variable) => {
    expect(one(name).told).toHaveProperty(variable)
    expect(await start(one(name), [variable])).toMatch(new RegExp(`^${variable} is missing; expected `))
  })

  // What has a default starts without it: a bucket's name, for one.
  it.each(serviceNames)("%s is told all that it is told on a developer's machine", (service) => {
    const told = programs.flatMap((program) => (program.service === service ? Object.keys(program.told) : []))
    const locally = Object.keys(serviceEnvironment(service, portsAt(0))).filter((name) => !ofThisMachine.test(name))
    expect(locally.filter((name) => !told.includes(name))).toEqual([])
  })

  it.each(programs.filter(({ name, service }) => name !== service).map((program) => [program.name, program] as const))(
    "%s is a bundle within its budget",
    (name, program) => expect(readFileSync(file(program)).length / 1024).toBeLessThan(budgetOf(name)),
  )

  it("is the same file whether bundled with the others or alone, as a deployment does", () => {
    const alone = readFileSync(join(bundle(one("billing-webhook").entry), "index.mjs"), "utf8")
    expect(readFileSync(file(one("billing-webhook")), "utf8") === alone).toBe(true)
  })
})
