import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { createServer } from "node:net"

/** Ports of the stack before TANGO_PORT_OFFSET; the services' are in the topology. */
const base = {
  gateway: 8080,
  console: 8090,
  stytch: 4040,
  resend: 4041,
  stripe: 12111,
  aws: 4566,
  runner: 4567,
  postgres: 5433,
}
export type Ports = Readonly<Record<keyof typeof base, number>>

export const portsAt = (offset: number): Ports => {
  const at = (name: keyof typeof base) => base[name] + offset
  return {
    gateway: at("gateway"),
    console: at("console"),
    stytch: at("stytch"),
    resend: at("resend"),
    stripe: at("stripe"),
    aws: at("aws"),
    runner: at("runner"),
    postgres: at("postgres"),
  }
}

// Of the ports above 1024 that browsers and fetch refuse to call, by the Fetch standard.
const refusedByClients = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
])

const canListen = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code !== "EADDRINUSE" && error.code !== "EACCES"),
    )
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })

const isFree = async (port: number): Promise<boolean> =>
  (await canListen(port, "127.0.0.1")) && (await canListen(port, "0.0.0.0"))

const pidOfSocket = (inode: string): string | undefined =>
  readdirSync("/proc").find((entry) => {
    if (!/^\d+$/.test(entry)) return false
    try {
      return readdirSync(`/proc/${entry}/fd`).some(
        (fd) => readlinkSync(`/proc/${entry}/fd/${fd}`) === `socket:[${inode}]`,
      )
    } catch {
      return false
    }
  })

const pidOnLinux = (port: number): string | undefined => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`
  const lines = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => readFileSync(file, "utf8").split("\n"))
  const listening = lines
    .map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[1]?.endsWith(suffix) && fields[3] === "0A")
  return listening?.[9] === undefined ? undefined : pidOfSocket(listening[9])
}

/** The process that listens on a port, where the system tells. */
export const pidOf = (port: number): string | undefined => {
  try {
    if (process.platform === "linux") return pidOnLinux(port)
    return (
      execFileSync("lsof", ["-ti", `tcp:${port}`, "-sTCP:LISTEN"], { encoding: "utf8" }).split("\n")[0] || undefined
    )
  } catch {
    return undefined
  }
}

/** Throws one line that says which port is taken, by whom and how to go on. */
export const requireFree = async (ports: ReadonlyArray<number>): Promise<void> => {
  for (const port of ports) {
    if (refusedByClients.has(port)) {
      throw new Error(`Browsers refuse to call port ${port}. Choose another TANGO_PORT_OFFSET, such as 1000.`)
    }
    if (await isFree(port)) continue
    const pid = pidOf(port)
    const by = pid === undefined ? "" : ` by pid ${pid}`
    throw new Error(`Port ${port} is taken${by}. Stop it, or start with TANGO_PORT_OFFSET=1000.`)
  }
}
