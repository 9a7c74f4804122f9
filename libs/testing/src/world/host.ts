import type { ServiceDatabase } from "@tango/local/Databases"
import type { Environment } from "@tango/local/Environment"
import type { ServiceName } from "@tango/contracts/Topology"
import { layerLogging } from "@tango/observability/Logging"
import { root } from "./Root.ts"
import { type ServiceUnderTest, startService } from "../ServiceUnderTest.ts"

/** What the process of the services is told when it starts. */
export interface HostOptions {
  readonly services: Partial<Record<ServiceName, { readonly database: ServiceDatabase; readonly env: Environment }>>
}

/** How it is, after a collection of its garbage; sizes in bytes. */
export interface Health {
  readonly rss: number
  readonly heap: number
  /** Of buffers, which are outside the heap. */
  readonly external: number
  /** Rejections and exceptions that nobody took. */
  readonly unhandled: ReadonlyArray<string>
}

export type FromHost =
  | { readonly _tag: "Ready"; readonly urls: Readonly<Record<string, string>> }
  | { readonly _tag: "Health"; readonly health: Health }
  | { readonly _tag: "Failed"; readonly reason: string }

type Options = Parameters<typeof startService>[0]

const unhandled: Array<string> = []
const remember = (error: unknown) => void unhandled.push(error instanceof Error ? String(error.stack) : String(error))
process.on("unhandledRejection", remember).on("uncaughtException", remember)

const say = (message: FromHost) => void process.send?.(message)

const started: Array<ServiceUnderTest> = []

const start = async ({ services }: HostOptions) => {
  const entries = await Promise.all(
    Object.entries(services).map(async ([name, { database, env }]) => {
      const source = `${root}services/${name}/src`
      const { layerRoutes }: { layerRoutes: Options["routes"] } = await import(`${source}/http/Routes.ts`)
      const { migrations }: Pick<Options, "migrations"> = await import(`${source}/persistence/Migrations.ts`)
      const service = await startService({
        service: name as ServiceName,
        routes: layerRoutes,
        migrations,
        env,
        database,
        logging: layerLogging({ service: name, environment: "test" }),
      })
      started.push(service)
      return [name, service.url] as const
    }),
  )
  say({ _tag: "Ready", urls: Object.fromEntries(entries) })
}

const measure = async () => {
  // Twice, since what the first round frees holds what the second finds.
  for (let round = 0; round < 2; round++) {
    globalThis.gc?.()
    await new Promise((done) => setImmediate(done))
  }
  const { external, heapUsed, rss } = process.memoryUsage()
  say({ _tag: "Health", health: { rss, heap: heapUsed, external, unhandled } })
}

process.on("message", (message: HostOptions | "measure" | "stop") => {
  if (message === "measure") return void measure()
  if (message === "stop") {
    return void Promise.all(started.map((service) => service.close())).finally(() => process.exit(0))
  }
  start(message).catch((error: unknown) =>
    say({ _tag: "Failed", reason: error instanceof Error ? String(error.stack) : String(error) }),
  )
})
process.once("disconnect", () => process.exit(1))
