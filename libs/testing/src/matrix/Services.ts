import { serviceNames, type ServiceName } from "@tango/contracts/Topology"
import { credentials } from "@tango/local/Environment"
import { type ServiceUnderTest, startService } from "../ServiceUnderTest.ts"
import { root } from "../world/Root.ts"

/** Nobody listens here, so what a provider would be asked for is "unavailable", at once. */
const nowhere = "http://127.0.0.1:9"

export const operatorKey = "operator-key-of-the-matrix-00"

const env = {
  STYTCH_SECRET: credentials.stytch.secret,
  STRIPE_SECRET_KEY: credentials.stripe.secretKey,
  STRIPE_WEBHOOK_SECRET: credentials.stripe.webhookSecret,
  STRIPE_BASE_URL: nowhere,
  RESEND_API_KEY: credentials.resend.apiKey,
  UNSUBSCRIBE_SECRET: "matrix-unsubscribe-secret",
  RESEND_BASE_URL: nowhere,
  EMAIL_FROM: "Tango <hello@tango.example>",
  OPERATOR_KEYS: JSON.stringify({ matrix: operatorKey }),
  EVENT_BUS_NAME: "tango",
  AWS_ENDPOINT_URL: nowhere,
  AWS_REGION: credentials.aws.region,
  AWS_ACCESS_KEY_ID: credentials.aws.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.aws.secretAccessKey,
}

type Options = Parameters<typeof startService>[0]

const start = async (service: ServiceName): Promise<readonly [ServiceName, ServiceUnderTest]> => {
  const source = `${root}services/${service}/src`
  // By path: nobody imports a service by name, and a service that is added is taken in like the others.
  const { layerRoutes }: { layerRoutes: Options["routes"] } = await import(`${source}/http/Routes.ts`)
  const { migrations }: Pick<Options, "migrations"> = await import(`${source}/persistence/Migrations.ts`)
  for (const [name, value] of Object.entries(env)) if (name.startsWith("AWS_")) process.env[name] = value
  return [service, await startService({ service, routes: layerRoutes, migrations, env })]
}

/** Every service over HTTP, each with a database of its own and no provider. */
export const startServices = async (): Promise<ReadonlyMap<ServiceName, ServiceUnderTest>> =>
  new Map(await Promise.all(serviceNames.map(start)))
