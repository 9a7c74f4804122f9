import type { endpoints } from "@tango/local/stack/Endpoints"
import { pidOf, portsAt } from "@tango/local/Ports"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"

export type Endpoints = ReturnType<typeof endpoints>

/** Asks until the answer is not undefined, for `seconds` at most; what it throws counts as no answer. */
export const eventually = async <A>(what: string, seconds: number, ask: () => Promise<A | undefined>): Promise<A> => {
  const deadline = performance.now() + seconds * 1000
  let trouble: unknown
  for (;;) {
    const answer = await ask().catch((error: unknown) => void (trouble = error))
    if (answer !== undefined) return answer
    if (performance.now() > deadline) throw new Error(`${what}: not within ${seconds} s`, { cause: trouble })
    await pause(100)
  }
}

/** The running stack whose data is in a folder. */
export const stageIn = (dataDir: string) => {
  const read = (): Endpoints => JSON.parse(readFileSync(join(dataDir, "endpoints.json"), "utf8"))
  const endpoints = read()
  const ports = portsAt(Number(new URL(endpoints.aws.url).port) - portsAt(0).aws)
  const pidNow = (name: string): number | undefined => {
    if (name === "postgres") return Number(pidOf(ports.postgres)) || undefined
    if (name === "runner") return Number(pidOf(ports.runner)) || undefined
    if (name === "emulators") return Number(pidOf(ports.aws)) || undefined
    return read().services[name]?.pid
  }
  return {
    dataDir,
    endpoints,
    /** SIGKILL; false when it does not run just now. */
    kill: (name: string): boolean => {
      const pid = pidNow(name)
      try {
        return pid !== undefined && process.kill(pid, "SIGKILL")
      } catch {
        return false
      }
    },
    /** PostgreSQL's superuser sees all rows of a service, whoever's they are. */
    databaseUrl: (service: string): string => {
      const password = readFileSync(join(dataDir, "postgres", "superuser-password"), "utf8")
      const { databases, host, port } = endpoints.postgres
      return `postgres://postgres:${password}@${host}:${port}/${databases[service]?.name ?? ""}`
    },
  }
}

export type Stage = ReturnType<typeof stageIn>

/** A control of an emulator or the console; undefined where it does not answer. */
export const control = async <A>(url: string, body?: object): Promise<A | undefined> => {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
  const init = { ...(body === undefined ? {} : post), signal: AbortSignal.timeout(10_000) }
  const response = await fetch(url, init).catch(() => undefined)
  return response?.ok ? JSON.parse(await response.text()) : undefined
}
