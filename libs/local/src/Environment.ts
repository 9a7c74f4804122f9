import { bucketRoutes } from "@tango/contracts/Topology"
import type { ServiceDatabase } from "./Databases.ts"
import { hosts } from "./Hosts.ts"
import type { Ports } from "./Ports.ts"

/** Credentials of the local project, the same on every machine: they open nothing but the emulators. */
export const credentials = {
  stytch: {
    projectId: "project-test-00000000-0000-4000-8000-000000000000",
    secret: "secret-test-local",
    publicToken: "public-token-test-00000000-0000-4000-8000-000000000000",
    webhookSecret: "whsec_c3R5dGNoLWxvY2FsLXdlYmhvb2stc2VjcmV0",
  },
  stripe: { secretKey: "sk_test_local", webhookSecret: "whsec_local_stripe_webhook" },
  /** Opens the vendor's own endpoints: credits, overrides. */
  operator: { name: "local", key: "operator-key-local-0000000000" },
  resend: { apiKey: "re_local", webhookSecret: "whsec_cmVzZW5kLWxvY2FsLXdlYmhvb2stc2VjcmV0" },
  aws: { region: "us-east-1", accessKeyId: "local", secretAccessKey: "local", accountId: "000000000000" },
} as const

export const eventBus = "tango"

export type Environment = Readonly<Record<string, string>>

/** The address of an emulator. */
export const emulatorAt = (port: number) => `http://${hosts.emulators}:${port}`

export const publicUrl = (ports: Ports) => `http://localhost:${ports.gateway}`

const awsEnvironment = (ports: Ports): Environment => ({
  AWS_ENDPOINT_URL: emulatorAt(ports.aws),
  AWS_REGION: credentials.aws.region,
  AWS_ACCESS_KEY_ID: credentials.aws.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.aws.secretAccessKey,
})

/** What a process needs of the machine, and nothing else of our own environment. */
const machine = (): Environment =>
  Object.fromEntries(
    ["PATH", "HOME", "TMPDIR", "LANG", "TZ", "NODE_COMPILE_CACHE", "NODE_EXTRA_CA_CERTS", "TANGO_CRASH_AT"].flatMap(
      (name) => {
        const value = process.env[name]
        return value === undefined ? [] : [[name, value]]
      },
    ),
  )

const operatorServices = ["billing", "entitlements"]

/** The provider whose secrets one service alone gets. */
const providerOf = (service: string, ports: Ports): Environment => {
  if (service === "identity") {
    return {
      STYTCH_SECRET: credentials.stytch.secret,
      STYTCH_WEBHOOK_SECRET: credentials.stytch.webhookSecret,
      STYTCH_PUBLIC_TOKEN: credentials.stytch.publicToken,
    }
  }
  if (service === "billing") {
    return {
      STRIPE_SECRET_KEY: credentials.stripe.secretKey,
      STRIPE_BASE_URL: emulatorAt(ports.stripe),
      STRIPE_WEBHOOK_SECRET: credentials.stripe.webhookSecret,
    }
  }
  if (service !== "notifications") return {}
  return {
    RESEND_API_KEY: credentials.resend.apiKey,
    RESEND_BASE_URL: emulatorAt(ports.resend),
    RESEND_WEBHOOK_SECRET: credentials.resend.webhookSecret,
    EMAIL_FROM: "Tango <hello@tango.example>",
    // The emulator's limit is off unless somebody tries it.
    EMAIL_RATE_PER_SECOND: "100",
    UNSUBSCRIBE_SECRET: "local-unsubscribe-secret",
  }
}

const uploadsOf = (service: string): Environment => {
  const bucket = bucketRoutes.find((route) => route.service === service)
  return bucket === undefined ? {} : { UPLOADS_BUCKET: bucket.localName }
}

/** What a service's server, consumer, webhook function and commands have in common. */
export const serviceEnvironment = (service: string, ports: Ports): Environment => ({
  ...machine(),
  TANGO_ENV: "local",
  SERVICE_NAME: service,
  PUBLIC_URL: publicUrl(ports),
  ...awsEnvironment(ports),
  EVENT_BUS_NAME: eventBus,
  STYTCH_PROJECT_ID: credentials.stytch.projectId,
  STYTCH_BASE_URL: emulatorAt(ports.stytch),
  ...providerOf(service, ports),
  ...uploadsOf(service),
  ...(operatorServices.includes(service)
    ? { OPERATOR_KEYS: JSON.stringify({ [credentials.operator.name]: credentials.operator.key }) }
    : {}),
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://${hosts.console}:${ports.console}`,
  LOG_LEVEL: process.env["LOG_LEVEL"] ?? "Info",
})

/** The rows of a service: never its schema. */
export const databaseEnvironment = (database: ServiceDatabase): Environment => ({
  DATABASE_URL: database.appUrl,
  DATABASE_SYSTEM_URL: database.systemUrl,
})

export const serverEnvironment = (
  service: string,
  port: number,
  database: ServiceDatabase,
  ports: Ports,
): Environment => ({
  ...serviceEnvironment(service, ports),
  ...databaseEnvironment(database),
  PORT: String(port),
  HOST: "127.0.0.1",
})

export const migrationEnvironment = (service: string, database: ServiceDatabase): Environment => ({
  ...machine(),
  TANGO_ENV: "local",
  SERVICE_NAME: service,
  DATABASE_OWNER_URL: database.ownerUrl,
})

export const queueUrl = (queue: string, ports: Ports): string =>
  `${emulatorAt(ports.aws)}/${credentials.aws.accountId}/${queue}`

export const emulatorsEnvironment = (ports: Ports, dataFile: string): Environment => ({
  ...machine(),
  STYTCH_PORT: String(ports.stytch),
  S3_BUCKETS: bucketRoutes.map(({ localName }) => localName).join(),
  RESEND_PORT: String(ports.resend),
  STRIPE_PORT: String(ports.stripe),
  AWS_PORT: String(ports.aws),
  LAMBDA_URL: `http://127.0.0.1:${ports.runner}`,
  EMULATORS_DATA: dataFile,
  STYTCH_PROJECT_ID: credentials.stytch.projectId,
  STYTCH_SECRET: credentials.stytch.secret,
  STYTCH_WEBHOOK_SECRET: credentials.stytch.webhookSecret,
  STRIPE_SECRET_KEY: credentials.stripe.secretKey,
  STRIPE_WEBHOOK_SECRET: credentials.stripe.webhookSecret,
  RESEND_API_KEY: credentials.resend.apiKey,
  RESEND_WEBHOOK_SECRET: credentials.resend.webhookSecret,
  WEBHOOK_BASE_URL: `http://${hosts.gateway}:${ports.gateway}/webhooks`,
})
