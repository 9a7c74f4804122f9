import { forget } from "../src/postgres/Account.ts"
import { startPostgres } from "../src/Postgres.ts"
import { ensureDatabases } from "../src/Databases.ts"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, describe, expect, inject, it } from "vitest"

const root = mkdtempSync(join(tmpdir(), "tango-postgres-"))
chmodSync(root, 0o755)
const folders: Array<string> = []
const folder = (name: string) => {
  folders.push(join(root, name))
  return join(root, name)
}
const query = (url: string, statement: string) =>
  Effect.runPromise(
    Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe(statement)).pipe(
      Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })),
    ),
  )
const stops: Array<() => Promise<void>> = []
const start = async (dataDir: string, port = 0) => {
  const postgres = await startPostgres({ dataDir, port, durable: false })
  stops.push(postgres.stop)
  return postgres
}

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
afterAll(() => {
  for (const one of folders) forget(one)
  rmSync(root, { recursive: true, force: true })
})

describe("startPostgres", () => {
  it("finds its data again after a stop", async () => {
    const dataDir = folder("again")
    const first = await start(dataDir)
    await query(first.superuserUrl, "create table kept (id int)")
    await first.stop()
    const second = await start(dataDir)
    expect(await query(second.superuserUrl, "select count(*)::int as n from kept")).toEqual([{ n: 0 }])
    expect(statSync(join(dataDir, "superuser-password")).mode & 0o777).toBe(0o600)
  })

  it("replaces the server that a killed stack left running", async () => {
    const dataDir = folder("orphan")
    const orphan = await start(dataDir)
    const next = await start(dataDir)
    await orphan.exited
    expect(next.pid).not.toBe(orphan.pid)
    expect(await query(next.superuserUrl, "select 1 as one")).toEqual([{ one: 1 }])
  })

  it("starts after its server was killed", async () => {
    const dataDir = folder("killed")
    const killed = await start(dataDir)
    process.kill(killed.pid, "SIGKILL")
    await killed.exited
    expect(await query((await start(dataDir)).superuserUrl, "select 1 as one")).toEqual([{ one: 1 }])
  })

  it("leaves a foreign process alone that has the number in a stale postmaster.pid", async () => {
    const dataDir = folder("stale")
    await (await start(dataDir)).stop()
    writeFileSync(join(dataDir, "cluster", "postmaster.pid"), `${process.pid}\n`)
    expect(await query((await start(dataDir)).superuserUrl, "select 1 as one")).toEqual([{ one: 1 }])
  })

  it("says which port is taken and how to go on", async () => {
    const server = createServer()
    const port = await new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resolve(typeof address === "object" && address ? address.port : 0)
      }),
    )
    await expect(start(folder("taken"), port)).rejects.toThrow(`Port ${port} is taken. Stop what uses it`)
    server.close()
  })

  it("runs for a clone that its unprivileged user cannot enter", async () => {
    mkdirSync(folder("closed"), { mode: 0o700 })
    chmodSync(join(root, "closed"), 0o700)
    const postgres = await start(folder("closed/data"))
    expect(await query(postgres.superuserUrl, "select 1 as one")).toEqual([{ one: 1 }])
  })
})

describe("ensureDatabases", () => {
  it("gives the same addresses again, and keeps services apart", async () => {
    const options = { passwordFile: join(root, "passwords.json"), prefix: "twice_" }
    const first = await ensureDatabases(inject("postgresUrl"), ["identity", "billing"], options)
    expect(await ensureDatabases(inject("postgresUrl"), ["identity", "billing"], options)).toEqual(first)
    await query(first.identity.ownerUrl, "create table things (id serial primary key)")
    await query(first.identity.appUrl, "insert into things default values")
    expect(await query(first.identity.systemUrl, "select id from things")).toEqual([{ id: 1 }])
    await expect(query(first.identity.appUrl, "create table mine (id int)")).rejects.toThrow()
    await expect(query(first.identity.appUrl, "truncate things")).rejects.toThrow()
    const foreign = first.billing.appUrl.replace(first.billing.name, first.identity.name)
    await expect(query(foreign, "select 1")).rejects.toThrow()
    const bypassing = "select rolname from pg_roles where rolname like 'twice_%' and (rolbypassrls or rolsuper)"
    expect(await query(inject("postgresUrl"), bypassing)).toEqual([])
  })
})
