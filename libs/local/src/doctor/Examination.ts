import { bus } from "./Bus.ts"
import { catalogue } from "./Catalogue.ts"
import { configuration } from "./Configuration.ts"
import { database } from "./Databases.ts"
import { doors } from "./Doors.ts"
import { type Finding, finding } from "./Finding.ts"
import type { Patient } from "./Patient.ts"
import { newestMigration, stripeEvents } from "./Repository.ts"
import { vendors } from "./Vendors.ts"

/** What no API tells to the keys that we have. */
const byHand = ({ databases, env, where }: Patient): ReadonlyArray<Finding> => [
  ...(where === undefined
    ? [finding("by hand", "what is deployed", "npm run doctor -- --env <name>, once it is")]
    : []),
  ...(where !== undefined && Object.keys(databases).length === 0
    ? [finding("by hand", "databases", "their migrations: only the network reaches them; see the deployments' logs")]
    : []),
  ...(env["TANGO_ENV"] === "local"
    ? []
    : [
        finding("by hand", "Stytch", "redirect URLs, log-in methods and the webhook endpoint, in its dashboard"),
        finding("by hand", "Stripe", "tax, branding, and retries that leave a subscription past due, in its dashboard"),
        ...(env["EMAIL_PROVIDER"] === "ses"
          ? [finding("by hand", "SES", "the identity with DKIM verified, the account out of the sandbox")]
          : []),
      ]),
]

const databases = (patient: Patient): Promise<ReadonlyArray<Finding>> =>
  Promise.all(
    Object.entries(patient.databases).map(async ([service, url]) =>
      database(service, url, await newestMigration(service)),
    ),
  )

/** Everything that can be known of an environment from here, a line each. */
export const examine = async (patient: Patient): Promise<ReadonlyArray<Finding>> => {
  const { env, where } = patient
  const found = await Promise.all([
    configuration(env),
    vendors(env, await stripeEvents()),
    catalogue(env),
    where === undefined ? [] : bus(where, env),
    where === undefined ? [] : doors(env),
    databases(patient),
  ])
  return [...found.flat(), ...byHand(patient)]
}
