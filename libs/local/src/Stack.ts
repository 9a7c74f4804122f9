import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { startConsole } from "./console/Console.ts"
import { ensureDatabases, type ServiceDatabase } from "./Databases.ts"
import { emulatorsEnvironment, migrationEnvironment, serverEnvironment, serviceEnvironment } from "./Environment.ts"
import { startGateway } from "./gateway/Gateway.ts"
import { portsAt, requireFree } from "./Ports.ts"
import { stopLeftOver } from "./Postgres.ts"
import { personas } from "./Personas.ts"
import { applyTopology } from "./stack/ApplyTopology.ts"
import { Child, runToEnd, type ChildHooks } from "./stack/Children.ts"
import { keepPostgres } from "./stack/Database.ts"
import { endpoints, removeEndpoints, writeEndpoints } from "./stack/Endpoints.ts"
import { lock, requireSpace } from "./stack/Lock.ts"
import { takeCrashAt } from "./stack/CrashAt.ts"
import { makeLogReader } from "./stack/Logs.ts"
import { catalogEntry, migrateEntry, requireEntries, serverEntry, type StackOptions } from "./stack/Options.ts"
import { untilReady } from "./stack/Ready.ts"
import { runnerOptions } from "./stack/Runner.ts"
import { untilSettled } from "./stack/Settled.ts"
import { buildWeb } from "./stack/WebBuild.ts"

type Stop = () => void | Promise<void>

const startSeconds = 60
const modules = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** A killed stack's processes notice it and end; that takes them a moment. */
const untilFree = async (ports: ReadonlyArray<number>, patient: boolean): Promise<void> => {
  for (const deadline = Date.now() + (patient ? 15_000 : 0); ; await delay(100)) {
    try {
      return await requireFree(ports)
    } catch (error) {
      if (Date.now() >= deadline) throw error
    }
  }
}

/** One stack while it starts, runs and stops. */
export class Stack {
  readonly #options: StackOptions
  readonly #ports
  /** What has been started, in the order of starting; stopped in the reverse order. */
  readonly #stops: Array<Stop> = []
  readonly #servers: Array<{ readonly name: string; readonly port: number; readonly child: Child }> = []
  #runner: Child | undefined
  #databases: Readonly<Record<string, ServiceDatabase>> = {}
  readonly #hooks: ChildHooks
  #ready = false
  #stopping = false
  #starting: Promise<unknown> = Promise.resolve()
  #readLine: ChildHooks["onLine"] = () => {}

  constructor(options: StackOptions) {
    this.#options = options
    this.#ports = portsAt(options.portOffset)
    const logFolder = join(options.dataDir, "logs")
    this.#hooks = {
      logFolder,
      say: options.say,
      onLine: (name, line) => this.#readLine(name, line),
      onRestart: () => this.#publish(),
      nextStart: (name) => takeCrashAt(options.dataDir, name),
    }
  }

  /** Starts everything; when it resolves the stack answers, and `endpoints.json` says where. Stops what it began when it fails. */
  start(): Promise<ReturnType<typeof endpoints>> {
    const starting = this.#start()
    this.#starting = starting.catch(() => {})
    return starting
  }

  /** The gateway first, so that nothing new comes in; then services, runner, console, emulators, PostgreSQL. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#ready = false
    await this.#stopAll()
    // What was being started meanwhile ends now, and is stopped as well.
    await this.#starting
    await this.#stopAll()
  }

  async #stopAll(): Promise<void> {
    for (let stop = this.#stops.pop(); stop !== undefined; stop = this.#stops.pop()) await stop()
  }

  async #start(): Promise<ReturnType<typeof endpoints>> {
    try {
      await this.#claim()
      await this.#startAll()
      this.#ready = !this.#stopping
      this.#publish()
      return endpoints(this.#endpointsInput())
    } catch (error) {
      await this.#stopAll()
      throw error
    }
  }

  async #claim(): Promise<void> {
    const { dataDir, topology } = this.#options
    requireEntries(this.#options)
    requireSpace(dataDir)
    const claim = lock(dataDir)
    this.#stops.push(claim.unlock, () => removeEndpoints(dataDir))
    removeEndpoints(dataDir)
    await stopLeftOver(this.#postgresFolder())
    const services = topology.serviceRoutes.map(({ localPort }) => localPort + this.#options.portOffset)
    await untilFree([...Object.values(this.#ports), ...services], claim.leftOver)
  }

  async #startAll(): Promise<void> {
    const { topology, web, root } = this.#options
    await this.#startConsole()
    const built = web ? this.#step("Web app", () => buildWeb(root, this.#hooks)) : Promise.resolve()
    // Awaited last; until then a failure of another step must not leave it unheard.
    built.catch(() => {})
    const postgres = this.#step("PostgreSQL", () => this.#startPostgres())
    const emulators = this.#step("Emulators", () => this.#startEmulators())
    await this.#all([postgres, emulators])
    this.#stops.push(
      () => this.#runner?.stop(),
      async () => void (await Promise.all(this.#servers.map(({ child }) => child.stop()))),
    )
    const runner = this.#step("Lambda runner", () => this.#startRunner())
    const servers = topology.serviceRoutes.map(({ service, localPort }) =>
      this.#step(service, () => this.#startServer(service, localPort + this.#options.portOffset)),
    )
    await this.#all([runner, ...servers, this.#startGateway(), this.#pushCatalog()])
    await this.#all([built, this.#seed()])
  }

  async #seed(): Promise<void> {
    const { root, topology, say } = this.#options
    const { stytch, aws } = this.#ports
    const environment = serviceEnvironment("seed", this.#ports)
    const outcome = await runToEnd({ name: "seed", args: [modules("./seed.ts")], cwd: root, environment }, this.#hooks)
    if (outcome !== "seeded") return
    say("  Seeding the first organization")
    await untilSettled(`http://127.0.0.1:${stytch}`, `http://127.0.0.1:${aws}`, topology, 10)
  }

  /** Waits for all, so that a failure of one does not leave another starting while everything stops. */
  async #all(steps: ReadonlyArray<Promise<unknown>>): Promise<void> {
    const results = await Promise.allSettled(steps)
    const failed = results.find((result) => result.status === "rejected")
    if (failed) throw failed.reason
    if (this.#stopping) throw new Error("Stopped while starting")
  }

  async #step(name: string, run: () => Promise<unknown>): Promise<void> {
    const started = Date.now()
    await run()
    this.#options.say(`  ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  }

  #postgresFolder = () => join(this.#options.dataDir, "postgres")

  async #startPostgres(): Promise<void> {
    const { dataDir, topology, root, say } = this.#options
    const postgres = await keepPostgres({ dataDir: this.#postgresFolder(), port: this.#ports.postgres }, say)
    this.#stops.push(postgres.stop)
    const services = topology.serviceRoutes.map(({ service }) => service)
    this.#databases = await ensureDatabases(postgres.superuserUrl, services, {
      passwordFile: join(dataDir, "databases.json"),
    })
    const migrations = services.map((service) => ({
      service,
      entry: join(root, migrateEntry(service)),
      environment: migrationEnvironment(service, this.#database(service)),
    }))
    const environment = { ...serviceEnvironment("migrate", this.#ports), MIGRATIONS: JSON.stringify(migrations) }
    await runToEnd({ name: "migrate", args: [modules("./migrate.ts")], cwd: root, environment }, this.#hooks)
  }

  #database(service: string): ServiceDatabase {
    const database = this.#databases[service]
    if (database === undefined) throw new Error(`${service} has no database`)
    return database
  }

  async #startEmulators(): Promise<void> {
    const { dataDir, topology, root } = this.#options
    const ports = this.#ports
    const environment = emulatorsEnvironment(ports, join(dataDir, "emulators", "emulators.sqlite"))
    const emulators = new Child(
      { name: "emulators", args: [modules("../../emulators/src/main.ts")], cwd: root, environment },
      this.#hooks,
    )
    this.#stops.push(() => emulators.stop())
    const awsUrl = `http://127.0.0.1:${ports.aws}`
    await emulators.start((signal) => untilReady(`${awsUrl}/_emulator/events`, startSeconds, signal))
    await applyTopology(awsUrl, topology)
  }

  /** The plans in Stripe are those of the contracts. */
  async #pushCatalog(): Promise<void> {
    const { root, topology } = this.#options
    if (!topology.serviceRoutes.some(({ service }) => service === "billing")) return
    const environment = serviceEnvironment("billing", this.#ports)
    await runToEnd({ name: "billing-catalog", args: [catalogEntry, "push"], cwd: root, environment }, this.#hooks)
  }

  async #startConsole(): Promise<void> {
    const ports = this.#ports
    const page = await startConsole({
      port: ports.console,
      awsUrl: `http://127.0.0.1:${ports.aws}`,
      resendUrl: `http://127.0.0.1:${ports.resend}`,
      stripeUrl: `http://127.0.0.1:${ports.stripe}`,
      runnerUrl: () => `http://127.0.0.1:${ports.runner}`,
      topology: this.#options.topology,
    })
    this.#stops.push(page.close)
    this.#readLine = makeLogReader(page.takeLine, this.#options.say)
  }

  async #startRunner(): Promise<void> {
    const { root, topology } = this.#options
    const options = runnerOptions(root, topology, this.#ports, this.#databases)
    const environment = { ...serviceEnvironment("runner", this.#ports), RUNNER_OPTIONS: JSON.stringify(options) }
    this.#runner = new Child(
      { name: "runner", args: [modules("./runner/main.ts")], cwd: root, environment },
      this.#hooks,
    )
    await this.#runner.start((signal) =>
      untilReady(`http://127.0.0.1:${this.#ports.runner}/health`, startSeconds, signal),
    )
  }

  async #startServer(service: string, port: number): Promise<void> {
    const environment = serverEnvironment(service, port, this.#database(service), this.#ports)
    const child = new Child(
      { name: service, args: [serverEntry(service)], cwd: this.#options.root, environment },
      this.#hooks,
    )
    this.#servers.push({ name: service, port, child })
    await child.start((signal) =>
      untilReady(`http://127.0.0.1:${port}/api/${service}/health/ready`, startSeconds, signal),
    )
  }

  async #startGateway(): Promise<void> {
    const { root, topology } = this.#options
    const portOf = new Map(
      topology.serviceRoutes.map((route) => [route.service, route.localPort + this.#options.portOffset]),
    )
    const { aws, gateway, runner } = this.#ports
    const running = await startGateway({
      port: gateway,
      topology,
      serviceAt: (service) => ({ host: "127.0.0.1", port: portOf.get(service) ?? 0 }),
      runnerUrl: () => `http://127.0.0.1:${runner}`,
      webFolder: join(root, "web", "dist"),
      uploadOrigins: [`http://127.0.0.1:${aws}`, `http://localhost:${aws}`],
    })
    this.#stops.push(running.close)
  }

  #endpointsInput() {
    const services = this.#servers.map(({ name, port, child }) => ({ name, port, pid: child.pid }))
    return { ports: this.#ports, databases: this.#databases, services, personas }
  }

  #publish(): void {
    if (this.#ready) writeEndpoints(this.#options.dataDir, this.#endpointsInput())
  }
}
