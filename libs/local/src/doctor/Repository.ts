import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"

export const root = resolve(import.meta.dirname, "../../../..")

/** A module of the repository that no import may name: services are nobody's dependency, and this looks at all of them. */
const moduleAt = async (path: string): Promise<Readonly<Record<string, unknown>>> =>
  Object(await import(pathToFileURL(join(root, path)).href))

/** The events of Stripe that billing reacts to. */
export const stripeEvents = async (): Promise<ReadonlyArray<string>> => {
  const { webhookEvents } = await moduleAt("services/billing/src/domain/StripeEvents.ts")
  if (!Array.isArray(webhookEvents)) throw new Error("billing names no events of Stripe")
  return webhookEvents.map(String)
}

/** The number of a service's newest migration. */
export const newestMigration = async (service: string): Promise<number> => {
  const { migrations } = await moduleAt(`services/${service}/src/persistence/Migrations.ts`)
  return Math.max(...Object.keys(Object(migrations)).map((name) => Number.parseInt(name, 10)))
}
