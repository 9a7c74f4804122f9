import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { databaseToken } from "./aws/DatabaseToken.ts"

/**
 * How to reach a database. With `DATABASE_AUTHENTICATION=iam` its address holds no password: each new connection gets a token of its
 * own and is made over TLS, by the certificates at `DATABASE_CERTIFICATES` (an https address) or those that the process trusts.
 */
export const connectionOf = Effect.fn("connectionOf")(function* (url: Redacted.Redacted) {
  const authentication = yield* Config.Literals(["password", "iam"], "DATABASE_AUTHENTICATION").pipe(
    Config.withDefault("password" as const),
  )
  if (authentication === "password") return { url }
  const { hostname, port, username } = new URL(Redacted.value(url))
  const region = yield* Config.String("AWS_REGION")
  const certificates = yield* Config.option(Config.String("DATABASE_CERTIFICATES"))
  const ca = Option.isSome(certificates) ? yield* fetchText(certificates.value) : undefined
  return {
    url,
    password: Effect.promise(() => databaseToken(hostname, Number(port || 5432), username, region)).pipe(
      Effect.map((token) => Redacted.make(token)),
    ),
    ssl: ca === undefined ? true : { ca },
  }
})

const fetchText = (address: string) =>
  Effect.promise(async (signal) => {
    const response = await fetch(address, { signal })
    if (!response.ok) throw new Error(`${address} answers ${response.status}`)
    return response.text()
  }).pipe(Effect.timeout("10 seconds"), Effect.orDie)
