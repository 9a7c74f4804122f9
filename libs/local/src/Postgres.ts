import { spawn, type ChildProcess } from "node:child_process"
import { randomBytes } from "node:crypto"
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { makePrivate, reachableFolders, unprivilegedAccount, type Account } from "./postgres/Account.ts"
import { completeInstall, nativeFolder } from "./postgres/Binaries.ts"
import { stopOrphan } from "./postgres/Orphan.ts"
import { freePort } from "./FreePort.ts"

export interface PostgresOptions {
  /** Keeps the cluster and the superuser's password. */
  readonly dataDir: string
  /** 0 takes any free port. */
  readonly port: number
  /** False for tests: nothing is synced to disk, and a crash of the machine loses the data. */
  readonly durable?: boolean
  /** Hears each line that the server writes. */
  readonly log?: (line: string) => void
}

/** A running PostgreSQL 18, reached by TCP on the loopback address only. */
export interface Postgres {
  readonly host: string
  readonly port: number
  readonly superuserUrl: string
  readonly pid: number
  /** Resolves when the server has gone, whoever stopped it. */
  readonly exited: Promise<void>
  /** A fast shutdown: open transactions are rolled back. */
  stop(): Promise<void>
}

const settings = (port: number, durable: boolean): Record<string, string | number> => ({
  port,
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // A process of ours takes 15 at most; test files run many consumers, as many Lambda containers would be.
  max_connections: 400,
  shared_buffers: "64MB",
  max_wal_size: "256MB",
  io_method: "sync",
  jit: "off",
  max_parallel_workers_per_gather: 0,
  logging_collector: "off",
  ...(durable ? {} : { fsync: "off", full_page_writes: "off", synchronous_commit: "off" }),
})

const readable = (output: string, what: string, port: number): Error => {
  if (/No space left on device/.test(output))
    return new Error("The disk is full: PostgreSQL cannot write its data. Free some space and start again.")
  if (/Address already in use/.test(output))
    return new Error(`Port ${port} is taken. Stop what uses it, or start with TANGO_PORT_OFFSET=1000.`)
  const line =
    output.split("\n").findLast((one) => /FATAL|PANIC|error:/.test(one)) ?? output.trim().split("\n").at(-1) ?? ""
  return new Error(`${what} failed: ${line.trim() || "it said nothing"}`)
}

const run = (program: string, args: ReadonlyArray<string>, account: Account | undefined): ChildProcess =>
  // A group of its own: Ctrl-C in the terminal must not stop the database before the services have drained.
  spawn(program, args, {
    ...account,
    cwd: "/",
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LC_ALL: "C" },
  })

const collect = (child: ChildProcess, onLine: (line: string) => void): void => {
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on("line", onLine)
}

const exit = (child: ChildProcess): Promise<number | null> =>
  new Promise((done, fail) => {
    child.once("error", fail)
    child.once("close", (code) => done(code))
  })

const createCluster = async (
  native: string,
  cluster: string,
  password: string,
  account: Account | undefined,
  durable: boolean,
) => {
  // Made beside and renamed when complete, so that a start which was killed half-way leaves nothing that looks like a cluster.
  const unfinished = `${cluster}.new`
  rmSync(unfinished, { recursive: true, force: true })
  makePrivate(unfinished, account)
  const passwordFile = join(cluster, "..", "initdb-password")
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account !== undefined) chownSync(passwordFile, account.uid, account.gid)
  try {
    const lines: Array<string> = []
    const child = run(
      join(native, "bin", "initdb"),
      // prettier-ignore
      ["-D", unfinished, "-U", "postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", ...(durable ? [] : ["--no-sync"])],
      account,
    )
    collect(child, (line) => lines.push(line))
    if ((await exit(child)) !== 0) throw readable(lines.join("\n"), "Creating the database", 0)
    renameSync(unfinished, cluster)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

const superuserPassword = (file: string, clusterExists: boolean): string => {
  if (existsSync(file)) return readFileSync(file, "utf8")
  if (clusterExists)
    throw new Error(`${file} is missing, so the data cannot be opened. Run npm run reset to start over.`)
  const password = randomBytes(24).toString("base64url")
  writeFileSync(file, password, { mode: 0o600 })
  return password
}

const launch = async (
  native: string,
  cluster: string,
  port: number,
  options: PostgresOptions,
  account: Account | undefined,
) => {
  const flags = Object.entries(settings(port, options.durable ?? true)).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ])
  const child = run(join(native, "bin", "postgres"), ["-D", cluster, ...flags], account)
  const exited = exit(child)
  const early: Array<string> = []
  const ready = Promise.withResolvers<void>()
  collect(child, (line) => {
    options.log?.(line)
    if (early.length < 100) early.push(line)
    if (line.includes("database system is ready to accept connections")) ready.resolve()
  })
  exited.then(
    () => ready.reject(readable(early.join("\n"), "PostgreSQL", port)),
    (error) => ready.reject(error),
  )
  await ready.promise
  return { child, exited: exited.then(() => {}) }
}

const stop = async (child: ChildProcess, exited: Promise<void>): Promise<void> => {
  if (child.exitCode === null) child.kill("SIGINT")
  const impatience = setTimeout(() => child.kill("SIGQUIT"), 10_000)
  await exited
  clearTimeout(impatience)
}

/** Starts PostgreSQL on a data folder, creating its cluster on the first start and replacing a server left by a killed stack. */
export const startPostgres = async (options: PostgresOptions): Promise<Postgres> => {
  const dataDir = resolve(options.dataDir)
  mkdirSync(dataDir, { recursive: true })
  const account = unprivilegedAccount()
  const installed = nativeFolder()
  completeInstall(installed)
  const { native, cluster } = reachableFolders(dataDir, installed, account)
  const clusterExists = existsSync(join(cluster, "PG_VERSION"))
  const password = superuserPassword(join(dataDir, "superuser-password"), clusterExists)
  if (clusterExists) await stopOrphan(cluster)
  else await createCluster(native, cluster, password, account, options.durable ?? true)
  const port = options.port === 0 ? await freePort() : options.port
  const { child, exited } = await launch(native, cluster, port, options, account)
  return {
    host: "127.0.0.1",
    port,
    superuserUrl: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    pid: child.pid ?? 0,
    exited,
    stop: () => stop(child, exited),
  }
}

/** Stops the server that a killed stack left on this data folder, if there is one, so that its port is free. */
export const stopLeftOver = async (dataDir: string): Promise<void> => {
  const folder = resolve(dataDir)
  if (!existsSync(folder)) return
  await stopOrphan(reachableFolders(folder, nativeFolder(), unprivilegedAccount()).cluster)
}
