import { SessionVerifier } from "@tango/tenancy/SessionVerifier"
import { starts } from "@tango/testing/Starts"
import { assert, describe, it } from "vitest"
import { Stytch } from "../src/Stytch.ts"

type Environment = Readonly<Record<string, string>>

const project = { STYTCH_PROJECT_ID: "project-test-1", STYTCH_SECRET: "secret" }
const http = { ...project, STYTCH_BASE_URL: "http://127.0.0.1:4040" }
const live = { ...http, STYTCH_PROJECT_ID: "project-live-1" }

// Whoever can answer for the key set can sign any session, so its address matters as much as the secret's.
describe.each([
  ["Stytch's API", (env: Environment) => starts(Stytch.layer, env)],
  ["the key set that sessions are checked with", (env: Environment) => starts(SessionVerifier.layer, env)],
])("%s", (_, startsWith) => {
  it("is reached without TLS on a developer's machine only", async () => {
    assert.isTrue(await startsWith({ ...http, TANGO_ENV: "local" }))
    assert.isFalse(await startsWith({ ...http, TANGO_ENV: "production" }))
    assert.isFalse(await startsWith(http))
    assert.isTrue(await startsWith({ ...project, STYTCH_BASE_URL: "https://stytch.example.com" }))
    assert.isTrue(await startsWith(project))
  })
})

it("a live project's secret is never sent without TLS", async () => {
  assert.isFalse(await starts(Stytch.layer, { ...live, TANGO_ENV: "local" }))
})
