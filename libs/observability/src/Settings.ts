/** A variable of the environment: what a value looks like, told to people without the value that is there. */
interface Setting {
  readonly expected: string
  readonly fits: (value: string) => boolean
  /** Must never be a developer's machine's anywhere else. */
  readonly secret?: true
}

const shape = (pattern: RegExp, expected: string): Setting => ({ expected, fits: (value) => pattern.test(value) })
const secret = (pattern: RegExp, expected: string): Setting => ({ ...shape(pattern, expected), secret: true })

const address = (protocols: ReadonlyArray<string>, expected: string): Setting => ({
  expected,
  fits: (value) => protocols.includes(URL.parse(value)?.protocol ?? ""),
})

const web = address(["http:", "https:"], "an address such as https://app.example.com")
const database: Setting = {
  ...address(["postgres:", "postgresql:"], "an address such as postgres://role@host:5432/database"),
  secret: true,
}
const wholeNumber = shape(/^[1-9]\d{0,8}$/u, "a whole number from 1 up")

const operatorKeys = (value: string): boolean => {
  try {
    const keys: unknown = JSON.parse(value)
    return (
      typeof keys === "object" &&
      keys !== null &&
      !Array.isArray(keys) &&
      Object.values(keys).every((key) => typeof key === "string" && key.length >= 24)
    )
  } catch {
    return false
  }
}

const region =
  /^(us|eu|ap|sa|ca|me|af|il|mx|cn)(-gov|-iso[a-z]?)?-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d$/u
const webhookSecret = /^whsec_[A-Za-z0-9+/]{8,}={0,2}$/u

/** Every variable that has a shape, by its name. Those that any text fits are not here. */
export const settings: Readonly<Record<string, Setting>> = {
  PORT: {
    expected: "a port from 1 to 65535",
    fits: (value) => /^\d{1,5}$/u.test(value) && Number(value) >= 1 && Number(value) <= 65_535,
  },
  PUBLIC_URL: web,
  SERVICE_NAME: shape(/^[a-z][a-z0-9-]*$/u, "the service's name, such as billing"),
  LOG_LEVEL: shape(
    /^(All|Trace|Debug|Info|Warn|Error|Fatal|None)$/u,
    "All, Trace, Debug, Info, Warn, Error, Fatal or None",
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: web,
  DATABASE_URL: database,
  DATABASE_SYSTEM_URL: database,
  DATABASE_OWNER_URL: database,
  DATABASE_AUTHENTICATION: shape(/^(password|iam)$/u, "password or iam"),
  DATABASE_CERTIFICATES: address(["https:"], "an https address of certificates"),
  EVENT_BUS_NAME: shape(/^[\w./:-]{1,256}$/u, "a bus's name or ARN"),
  DEAD_LETTER_QUEUE_URL: address(["http:", "https:"], "an SQS queue's address"),
  QUEUE_URL: address(["http:", "https:"], "an SQS queue's address"),
  AWS_REGION: shape(region, "a region such as eu-west-1"),
  AWS_ENDPOINT_URL: web,
  AWS_ACCESS_KEY_ID: { expected: "an access key's id", fits: (value) => value.trim() === value, secret: true },
  UPLOADS_BUCKET: shape(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u, "an S3 bucket's name"),
  STYTCH_PROJECT_ID: secret(/^project-(test|live)-[\w-]+$/u, "a Stytch project's id, project-test-… or project-live-…"),
  STYTCH_SECRET: secret(/^secret-(test|live)-\S+$/u, "a Stytch project's secret, secret-test-… or secret-live-…"),
  STYTCH_PUBLIC_TOKEN: secret(
    /^public-token-(test|live)-\S+$/u,
    "a Stytch public token, public-token-test-… or -live-…",
  ),
  STYTCH_WEBHOOK_SECRET: secret(webhookSecret, "whsec_ and base64, from Stytch's webhook page"),
  STYTCH_BASE_URL: web,
  STRIPE_SECRET_KEY: secret(/^(sk|rk)_(test|live)_\S+$/u, "a Stripe key, sk_test_…, sk_live_…, rk_test_… or rk_live_…"),
  STRIPE_WEBHOOK_SECRET: secret(/^whsec_\S{8,}$/u, "whsec_…, from Stripe's webhook endpoint"),
  STRIPE_BASE_URL: web,
  RESEND_API_KEY: secret(/^re_\S+$/u, "a Resend key, re_…"),
  RESEND_WEBHOOK_SECRET: secret(webhookSecret, "whsec_ and base64, from Resend's webhook page"),
  RESEND_BASE_URL: web,
  SES_ENDPOINT: web,
  EMAIL_PROVIDER: shape(/^(resend|ses)$/u, "resend or ses"),
  EMAIL_FROM: shape(
    /^[^<>@\r\n]*(<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/u,
    "a sender, such as Tango <hello@example.com>",
  ),
  EMAIL_RATE_PER_SECOND: {
    expected: "a number above 0",
    fits: (value) => Number.isFinite(Number(value)) && Number(value) > 0,
  },
  UNSUBSCRIBE_SECRET: {
    expected: "secrets of 16 characters at least, with commas between them",
    fits: (value) => value.split(",").every((part) => part.trim().length >= 16),
    secret: true,
  },
  OPERATOR_KEYS: {
    expected: "JSON, name to key of 24 characters at least",
    fits: operatorKeys,
    secret: true,
  },
  OUTBOX_IDLE_SECONDS: wholeNumber,
  AUDIT_RETENTION_DAYS: wholeNumber,
  SIGN_IN_RETENTION_DAYS: wholeNumber,
  LOG_IN_ATTEMPTS_PER_ADDRESS: wholeNumber,
  TRUSTED_PROXIES: shape(/^\d{1,2}$/u, "how many proxies stand before the service"),
}
