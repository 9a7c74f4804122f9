import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { randomBytes } from "node:crypto"
import { describe, expect, inject, it } from "vitest"
import { provision } from "../../src/lambda/Provision.ts"

const superuser = new URL(inject("postgresUrl"))
const id = randomBytes(4).toString("hex")
const admin = `admin_${id}`
const service = `svc${id}`

const as = (username: string, database: string) => ({
  host: superuser.hostname,
  port: Number(superuser.port),
  database,
  username,
  password: Redacted.make("secret"),
  maxConnections: 1,
})
const run = (config: PgClient.PgPoolConfig, ...statements: ReadonlyArray<string>) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      for (const statement of statements) yield* sql.unsafe(statement)
    }).pipe(Effect.provide(PgClient.layer(config))),
  )
const asSuperuser = (...statements: ReadonlyArray<string>) =>
  run({ url: Redacted.make(superuser.href), maxConnections: 1 }, ...statements)

describe("a service's database in a managed cluster", () => {
  it("is made by an administrator who is no superuser, as often as one likes, and keeps the roles apart", async () => {
    await asSuperuser(
      `do $$ begin if not exists (select from pg_roles where rolname = 'rds_iam') then create role rds_iam; end if; end $$`,
      `create role "${admin}" login createdb createrole password 'secret'`,
      `grant rds_iam to "${admin}" with admin option, inherit false`,
    )
    const connect = (database: string) => as(admin, database)
    await Effect.runPromise(provision(service, connect))
    await Effect.runPromise(provision(service, connect))
    await asSuperuser(...["owner", "app", "system"].map((kind) => `alter role "${service}_${kind}" password 'secret'`))
    const database = `tango_${service}`
    await run(as(`${service}_owner`, database), "create table things (id int)")
    await run(as(`${service}_app`, database), "insert into things values (1)", "select * from things")
    await run(as(`${service}_system`, database), "delete from things")
    await expect(run(as(`${service}_app`, database), "create table more (id int)")).rejects.toThrow()
    await expect(run(as(`${service}_app`, database), "drop table things")).rejects.toThrow()
  })
})
