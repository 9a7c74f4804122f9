import { environmentFaults } from "@tango/observability/EnvironmentFaults"
import { assert, describe, it } from "@effect/vitest"

const faults = (env: Readonly<Record<string, string>>) =>
  environmentFaults(env).map(({ problem, variable }) => `${variable} ${problem.split(";")[0]}`)

const malformed: ReadonlyArray<readonly [string, string]> = [
  ["PORT", "70000"],
  ["PUBLIC_URL", "tango.example.org"],
  ["LOG_LEVEL", "chatty"],
  ["DATABASE_URL", "mysql://u@h/d"],
  ["DATABASE_AUTHENTICATION", "kerberos"],
  ["AWS_REGION", "us-esat-1"],
  ["AWS_REGION", "mars"],
  ["STYTCH_PROJECT_ID", "prod-1"],
  ["STYTCH_SECRET", "sk_test_1234"],
  ["STYTCH_WEBHOOK_SECRET", "whsec_not base64!"],
  ["STRIPE_SECRET_KEY", "pk_test_1234"],
  ["STRIPE_WEBHOOK_SECRET", "we_1234567890"],
  ["RESEND_API_KEY", "key-1234"],
  ["EMAIL_PROVIDER", "pigeon"],
  ["EMAIL_FROM", "nobody"],
  ["EMAIL_FROM", "Tango <a@b.example>\r\nBcc: c@d.example"],
  ["EMAIL_RATE_PER_SECOND", "fast"],
  ["UNSUBSCRIBE_SECRET", "short"],
  ["OPERATOR_KEYS", "{}}"],
  ["OPERATOR_KEYS", '{"ann":"short"}'],
]

const real = {
  TANGO_ENV: "production",
  AWS_REGION: "eu-west-1",
  PUBLIC_URL: "https://app.example.com",
  DATABASE_URL: "postgres://billing_app@tango.cluster-c1.eu-west-1.rds.amazonaws.com:5432/tango_billing",
  DEAD_LETTER_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/123456789012/dlq",
  STYTCH_PROJECT_ID: "project-live-5a3b0c52-2f7d-4d5a-9d0e-0d2f4b6a8c10",
  STRIPE_SECRET_KEY: "sk_live_51Mabcdef",
  RESEND_WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318",
}

describe("a process's environment", () => {
  it.each(malformed)("%s is refused when malformed, and its value is not told", (variable, value) => {
    const found = environmentFaults({ TANGO_ENV: "local", [variable]: value })
    assert.deepEqual(
      found.map((fault) => fault.variable),
      [variable],
    )
    assert.match(found[0]!.problem, /^is malformed; expected ./u)
    assert.notInclude(found[0]!.problem, value)
  })

  it("a real one has no faults, and empty counts as not set", () => {
    assert.deepEqual(faults(real), [])
    assert.deepEqual(faults({ ...real, STRIPE_BASE_URL: "", RESEND_API_KEY: "" }), [])
  })

  it.each([
    ["STYTCH_PROJECT_ID", "project-test-00000000-0000-4000-8000-000000000000"],
    ["STYTCH_SECRET", "secret-test-local"],
    ["STRIPE_SECRET_KEY", "sk_test_local"],
    ["STRIPE_WEBHOOK_SECRET", "whsec_local_stripe_webhook"],
    ["RESEND_API_KEY", "re_local"],
    ["RESEND_WEBHOOK_SECRET", `whsec_${btoa("resend-local-webhook-secret")}`],
    ["UNSUBSCRIBE_SECRET", "local-unsubscribe-secret"],
    ["OPERATOR_KEYS", '{"ann":"operator-key-local-0000000000"}'],
    ["AWS_ACCESS_KEY_ID", "local"],
    ["DATABASE_URL", "postgres://billing_app:local@db.example.com/tango_billing"],
  ])("a developer's %s is refused by name outside a developer's machine", (variable, value) => {
    for (const TANGO_ENV of ["production", "dev"]) {
      assert.deepEqual(faults({ ...real, TANGO_ENV, [variable]: value }), [
        `${variable} is a local credential and TANGO_ENV is ${TANGO_ENV}`,
      ])
    }
    // Not set, it counts as production.
    assert.lengthOf(faults({ [variable]: value }), 1)
    assert.deepEqual(faults({ TANGO_ENV: "local", [variable]: value }), [])
  })

  it("addresses of this machine and without TLS are refused outside a developer's machine", () => {
    const found = faults({
      ...real,
      PUBLIC_URL: "http://app.example.com",
      STRIPE_BASE_URL: "http://127.0.0.1:12111",
      DATABASE_SYSTEM_URL: "postgres://a@localhost:5432/b",
    })
    assert.deepEqual(found, [
      "PUBLIC_URL is without TLS and TANGO_ENV is production",
      "DATABASE_SYSTEM_URL is an address of this machine and TANGO_ENV is production",
      "STRIPE_BASE_URL is an address of this machine and TANGO_ENV is production",
    ])
  })

  it("a database or queue of another region than AWS_REGION is refused", () => {
    assert.deepEqual(faults({ ...real, AWS_REGION: "eu-central-1" }), [
      "DATABASE_URL is in another region than AWS_REGION says",
      "DEAD_LETTER_QUEUE_URL is in another region than AWS_REGION says",
    ])
  })
})
