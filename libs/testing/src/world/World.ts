import { serviceNames, type ServiceName } from "@tango/contracts/Topology"
import { ensureDatabases, type ServiceDatabase } from "@tango/local/Databases"
import { type Environment, serviceEnvironment } from "@tango/local/Environment"
import { LambdaFunction } from "@tango/local/runner/LambdaFunction"
import { runnerOptions } from "@tango/local/stack/Runner"
import { topology } from "@tango/local/Topology"
import { type ChildProcess, fork } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { setTimeout as delay } from "node:timers/promises"
import type { FromHost, Health, HostOptions } from "./host.ts"
import type { Ports } from "@tango/local/Ports"
import { type Providers, startProviders } from "./Providers.ts"
import { root } from "./Root.ts"

/** The product without its edge: the services in one process of their own, their functions in workers, the providers in this one. */
export interface World {
  readonly providers: Providers
  readonly databases: Readonly<Record<ServiceName, ServiceDatabase>>
  /** Where a service answers, without a slash at the end. */
  url(service: ServiceName): string
  /** Calls a Lambda function by its name, as AWS does. */
  invoke(functionName: string, event: unknown): Promise<unknown>
  health(): Promise<Health>
  /** The services' last log lines in which a text occurs. */
  log(text: string): ReadonlyArray<string>
  close(): Promise<void>
}

const keptLines = 20_000

/** What a consumer says of a message that it can follow later. */
export const tooEarly = "A message comes too early"

const keep = (lines: Array<string>, text: string) => {
  lines.push(...text.split("\n").filter((line) => line !== ""))
  if (lines.length <= keptLines) return
  // What went wrong is kept for good, and what only came too early.
  const older = lines.splice(0, keptLines / 2)
  lines.unshift(...older.filter((line) => line.includes('"ERROR"') || line.includes(tooEarly)))
}

const answerOf = async <Tag extends FromHost["_tag"]>(child: ChildProcess, tag: Tag, lines: ReadonlyArray<string>) => {
  const gone = once(child, "exit").then(() => {
    throw new Error(`The services' process ended.\n${lines.slice(-20).join("\n")}`)
  })
  for (;;) {
    const [message]: Array<FromHost> = await Promise.race([once(child, "message"), gone])
    if (message?._tag === "Failed") throw new Error(message.reason)
    if (message?._tag === tag) return message as Extract<FromHost, { _tag: Tag }>
  }
}

const pushCatalogue = async (env: Environment) => {
  const child = fork(`${root}services/billing/src/catalog.ts`, ["push"], { env, silent: true, cwd: root })
  const [code] = await once(child, "exit")
  if (code !== 0) throw new Error("The catalogue could not be pushed")
}

// What nobody collects here would be waited for at the end of each invocation.
const untraced = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => name !== "OTEL_EXPORTER_OTLP_ENDPOINT"))

export interface WorldOptions {
  readonly postgresUrl: string
  /** Ports of something that stands before the providers. */
  readonly before?: (providers: Providers) => Promise<Ports>
}

export const startWorld = async ({ before, postgresUrl }: WorldOptions): Promise<World> => {
  const prefix = `t${randomBytes(4).toString("hex")}_`
  const [providers, databases] = await Promise.all([
    startProviders(),
    ensureDatabases(postgresUrl, serviceNames, { prefix }),
  ])
  const ports = before === undefined ? providers.ports : await before(providers)
  const child = fork(new URL("host.ts", import.meta.url), {
    execArgv: ["--expose-gc", "--import", `${root}libs/local/src/jsx.ts`],
    env: { ...untraced(serviceEnvironment("host", ports)), NO_COLOR: "1" },
    silent: true,
  })
  const lines: Array<string> = []
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => keep(lines, text))
  const options: HostOptions = {
    services: Object.fromEntries(
      serviceNames.map((name) => [name, { database: databases[name], env: untraced(serviceEnvironment(name, ports)) }]),
    ),
  }
  child.send(options)
  const [{ urls }] = await Promise.all([
    answerOf(child, "Ready", lines),
    pushCatalogue(serviceEnvironment("billing", providers.ports)),
  ])
  const functions = new Map(
    runnerOptions(root, topology, ports, databases).functions.map((spec) => [
      spec.functionName,
      new LambdaFunction({
        ...spec,
        // A machine that does other work as well is no reason to call a function slow.
        timeoutSeconds: 60,
        output: (text) => keep(lines, text),
        environment: untraced(spec.environment),
      }),
    ]),
  )
  return {
    providers,
    databases,
    url: (service) => urls[service] ?? "",
    invoke: async (functionName, event) => {
      const target = functions.get(functionName)
      if (target === undefined) throw new Error(`No function ${functionName}`)
      return target.invoke(event)
    },
    health: async () => {
      const answer = answerOf(child, "Health", lines)
      child.send("measure")
      return (await answer).health
    },
    log: (text) => lines.filter((line) => line.includes(text)),
    close: async () => {
      const ended = once(child, "exit")
      child.send("stop")
      const killed = delay(10_000, "late", { ref: false }).then(() => child.kill("SIGKILL"))
      await Promise.race([ended, killed.then(() => ended)])
      await Promise.all([...functions.values()].map((target) => target.close()))
      await providers.close()
    },
  }
}
