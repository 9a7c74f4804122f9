import { setTimeout as delay } from "node:timers/promises"
import { startPostgres, type Postgres, type PostgresOptions } from "../Postgres.ts"

/** PostgreSQL, started again when it ends by itself. */
export const keepPostgres = async (options: PostgresOptions, say: (line: string) => void) => {
  let stopping = false
  let current: Postgres = await startPostgres(options)
  const watch = async (): Promise<void> => {
    for (let failures = 0; !stopping;) {
      await current.exited
      if (stopping) return
      say("postgres stopped and is started again")
      try {
        current = await startPostgres(options)
        failures = 0
      } catch (error) {
        say(`postgres: ${error instanceof Error ? error.message : String(error)}`)
        await delay(Math.min(10_000, 500 * 2 ** failures++))
      }
    }
  }
  const watching = watch()
  return {
    superuserUrl: current.superuserUrl,
    stop: async () => {
      stopping = true
      await current.stop()
      await watching
    },
  }
}
