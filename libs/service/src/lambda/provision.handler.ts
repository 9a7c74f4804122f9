import { starting } from "@tango/observability/Start"
import { secretFields } from "@tango/tenancy/aws/SecretsManager"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { provision } from "./Provision.ts"

const run = Effect.gen(function* () {
  const service = yield* Config.String("SERVICE_NAME")
  const host = yield* Config.String("DATABASE_HOST")
  const secret = yield* Config.String("DATABASE_MASTER_SECRET")
  const region = yield* Config.String("AWS_REGION")
  const { password = "", username = "" } = yield* Effect.promise(() => secretFields(secret, region))
  yield* provision(service, (database) => ({
    host,
    port: 5432,
    database,
    username,
    password: Redacted.make(password),
    ssl: true,
    connectTimeout: "60 seconds",
  }))
})

/** What a deployment calls before a service's migrations. @public infra bundles it by its path. */
export const handler = (): Promise<void> => Effect.runPromise(starting(run))
