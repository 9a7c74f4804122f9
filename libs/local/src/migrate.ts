import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { pathToFileURL } from "node:url"

/** A service's migration: its module, which exports `run`, and the environment it gets. */
export interface Migration {
  readonly service: string
  readonly entry: string
  readonly environment: Readonly<Record<string, string>>
}

// All in one process, since loading what they share takes longer than what each has to do.
const migrateOne = ({ entry, environment, service }: Migration) =>
  Effect.gen(function* () {
    const module: { run?: Effect.Effect<unknown, unknown> } = yield* Effect.promise(
      () => import(pathToFileURL(entry).href),
    )
    if (module.run === undefined) return yield* Effect.die(`${entry} exports no run`)
    yield* module.run
  }).pipe(
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(environment))),
    Effect.tapCause((cause) => Effect.logError(`The migration of ${service} failed`, cause)),
  )

const migrations: ReadonlyArray<Migration> = JSON.parse(process.env["MIGRATIONS"] ?? "[]")

await Effect.runPromise(Effect.forEach(migrations, migrateOne, { concurrency: "unbounded", discard: true }))
