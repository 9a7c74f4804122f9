import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Finding, finding } from "./Finding.ts"

const applied = (url: string): Promise<number> =>
  Effect.runPromise(
    Effect.flatMap(
      PgClient.PgClient,
      (sql) => sql<{ newest: number }>`select max(migration_id) as newest from migrations`,
    ).pipe(
      Effect.map(([row]) => row?.newest ?? 0),
      Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1, connectTimeout: "5 seconds" })),
    ),
  )

/** Whether a service's database answers its system role and has the schema that the code expects. */
export const database = async (service: string, url: string, newest: number, ask = applied): Promise<Finding> => {
  const subject = `database of ${service}`
  try {
    const found = await ask(url)
    if (found === newest) return finding("ok", subject, `answers, at migration ${newest}`)
    return found < newest
      ? finding(
          "fault",
          subject,
          `is at migration ${found}, the code at ${newest}; deploy the service, or start the stack again`,
        )
      : finding("warning", subject, `is at migration ${found}, ahead of this code at ${newest}; take the newer code`)
  } catch {
    return finding(
      "fault",
      subject,
      "does not answer, lets nobody in or has no schema; check its address and deployment",
    )
  }
}
