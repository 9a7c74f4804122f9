import { allEndpoints, type Endpoint } from "../matrix/Endpoints.ts"
import { credentials } from "@tango/local/Environment"
import { queryRows } from "../ServiceUnderTest.ts"
import type { Health } from "../world/host.ts"
import { tooEarly, type World } from "../world/World.ts"
import { type Founder, signUp } from "./Fixture.ts"
import { findIds } from "./Ids.ts"
import { messageGenerator } from "./Messages.ts"
import { type Random, random } from "./Random.ts"
import { type Caller, type Generator, generatorOf } from "./Requests.ts"
import { faultOf } from "./Verdict.ts"
import { webhookCall } from "./Webhooks.ts"
import { hangUp, send } from "./Wire.ts"

/** Something that no request may bring about, with all that is needed to send it again. */
export interface Finding {
  readonly index: number
  readonly target: string
  readonly fault: string
  readonly request: unknown
  readonly answer: string
  readonly log: ReadonlyArray<string>
}

export interface FuzzReport {
  readonly requests: number
  readonly serverErrors: number
  readonly findings: ReadonlyArray<Finding>
  readonly statuses: Readonly<Record<string, number>>
  readonly unhandled: ReadonlyArray<string>
  /** Connections to the services' databases at the end, and those that are in a transaction nobody ends. */
  readonly connections: number
  readonly stuck: number
  /** Resident bytes of the services' process after a collection, at a tenth of the requests and at the end. */
  readonly rssAtTenth: number
  readonly rssAtEnd: number
  /** Of that, what JavaScript holds. */
  readonly heapAtTenth: number
  readonly heapAtEnd: number
  readonly seconds: number
  readonly seed: number
}

export interface FuzzOptions {
  readonly world: World
  readonly postgresUrl: string
  readonly requests: number
  readonly seed: number
  readonly say?: (line: string) => void
}

const atOnce = 8
const roundSize = 2_500

/** Runs `run` for all numbers below `count`, some at once. */
const each = async (count: number, run: (index: number) => Promise<void>) => {
  let next = 0
  const work = async () => {
    for (let index = next++; index < count; index = next++) await run(index)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

interface Round {
  readonly founder: Founder
  readonly stranger: Founder
  readonly ids: Caller["ids"]
}

const tokenFor = (random: Random, { rule }: Endpoint, { founder, stranger }: Round): string | undefined => {
  if (rule._tag === "Operator" && random.chance(0.9)) return credentials.operator.key
  if (random.chance(0.88)) return founder.jwt
  return random.pick([undefined, stranger.jwt, "rubbish", "a.b.c", `${founder.jwt}x`, founder.sessionToken])
}

/** A provider's emulator is in the process that sends requests, and may be late where the machine is busy: no request's doing. */
const isLate = (world: World, { fault, log }: Finding) =>
  fault === "status 503" && log.some((mark) => world.log(mark).some((line) => line.includes("no answer in time")))

const errors = (world: World, mark: string) => world.log(mark).filter((line) => line.includes('"ERROR"'))

/** An event about somebody whom the service has not heard of yet comes again, and is right to: the consumer says so. */
const isTooEarly = (world: World, { fault, log }: Finding) =>
  fault === forEver && log.some((mark) => world.log(mark).some((line) => line.includes(tooEarly)))

const forEver = "would come again for ever"

const megabytes = ({ external, heap, rss }: Health): string =>
  Object.entries({ rss, heap, external })
    .map(([name, bytes]) => `${name} ${Math.round(bytes / 1_048_576)}`)
    .join(", ")

class Fuzzing {
  readonly #options: FuzzOptions
  readonly #findings: Array<Finding> = []
  readonly #statuses: Record<string, number> = {}
  #requests = 0

  constructor(options: FuzzOptions) {
    this.#options = options
  }

  async run(): Promise<FuzzReport> {
    const { requests, say = () => {}, seed, world } = this.#options
    const began = performance.now()
    const endpoints = await allEndpoints()
    const generators = await Promise.all(endpoints.map((endpoint) => generatorOf(endpoint, seed)))
    const message = await messageGenerator(seed)
    let atTenth: Health | undefined
    for (let round = 0; this.#requests < requests; round++) {
      const founder = await signUp(world, `fuzz-${round}`)
      const stranger = await signUp(world, `stranger-${round}`)
      const here: Round = { founder, stranger, ids: await findIds(world, endpoints, founder) }
      const begun = this.#requests
      await each(Math.min(roundSize, requests - begun), (index) =>
        this.#one(begun + index, here, endpoints, generators, message),
      )
      // Collects as well: what grows is then what is held, and not what nobody has looked at for a while.
      const health = await world.health()
      if (this.#requests >= requests / 10) atTenth ??= health
      say(
        `${this.#requests} requests, ${this.#findings.length} to look at, ${((performance.now() - began) / 1000).toFixed(0)} s; MB: ${megabytes(health)}`,
      )
    }
    hangUp()
    return this.#report(atTenth, (performance.now() - began) / 1000)
  }

  async #one(
    index: number,
    round: Round,
    endpoints: ReadonlyArray<Endpoint>,
    generators: ReadonlyArray<Generator>,
    message: Awaited<ReturnType<typeof messageGenerator>>,
  ) {
    // Each request has a source of its own, so that it does not depend on how the others went.
    const source = random(this.#options.seed * 1_000_003 + index)
    const kind = source.int(100)
    this.#requests++
    if (kind < 6) return this.#webhook(index, source)
    if (kind < 18) return this.#message(index, message(source, round.ids))
    const at = source.int(endpoints.length)
    const [endpoint, generator] = [endpoints[at], generators[at]]
    if (endpoint !== undefined && generator !== undefined) await this.#http(index, source, endpoint, generator, round)
  }

  async #http(index: number, source: Random, endpoint: Endpoint, generator: Generator, round: Round) {
    const request = generator(source, { token: tokenFor(source, endpoint, round), ids: round.ids })
    const shown = { ...request, body: request.body?.toString("utf8").slice(0, 2_000) }
    try {
      const answer = await send(this.#options.world.url(endpoint.service), request)
      if (answer === undefined) return this.#count("broken off")
      this.#count(String(answer.status))
      const fault = faultOf(request, answer)
      if (fault === undefined) return
      this.#found(
        { index, target: endpoint.name, fault, request: shown, answer: answer.text.slice(0, 500) },
        answer.text,
      )
    } catch (error) {
      this.#count("no answer")
      this.#found({ index, target: endpoint.name, fault: String(error), request: shown, answer: "" })
    }
  }

  async #webhook(index: number, source: Random) {
    const { event, functionName } = webhookCall(source)
    const answer = await this.#options.world
      .invoke(functionName, event)
      .catch((error: unknown) => ({ failed: String(error) }))
    const { body, headers, statusCode }: { statusCode?: number; headers?: Record<string, string>; body?: string } =
      Object(answer)
    this.#count(`webhook ${statusCode ?? "failed"}`)
    const request = { method: String(event["httpMethod"]), path: String(event["path"]), headers: {} }
    const wire = { status: statusCode ?? 500, headers: headers ?? {}, text: body ?? JSON.stringify(answer) }
    const fault = faultOf({ ...request, method: "POST" }, wire)
    if (fault === undefined) return
    this.#found({ index, target: functionName, fault, request: event, answer: wire.text.slice(0, 500) })
  }

  async #message(index: number, { body, functionName }: { functionName: string; body: string }) {
    const event = { Records: [{ messageId: String(index), body }] }
    const answer = await this.#options.world
      .invoke(functionName, event)
      .catch((error: unknown) => ({ failed: String(error) }))
    const handled = JSON.stringify(answer) === '{"batchItemFailures":[]}'
    this.#count(`message ${handled ? "handled" : "failed"}`)
    if (handled) return
    const request = body.slice(0, 2_000)
    this.#found(
      {
        index,
        target: functionName,
        fault: forEver,
        request,
        answer: JSON.stringify(answer),
      },
      body,
    )
  }

  #count(what: string) {
    this.#statuses[what] = (this.#statuses[what] ?? 0) + 1
  }

  #found(finding: Omit<Finding, "log">, text = "") {
    // A problem's trace, or an event's id.
    const [, mark] = /"traceId":"([^"]+)"/u.exec(text) ?? /"metadata":\{[^{}]*?"id":"([^"]+)"/u.exec(text) ?? []
    this.#findings.push({ ...finding, log: mark === undefined ? [] : [mark] })
  }

  async #report(atTenth: Health | undefined, seconds: number): Promise<FuzzReport> {
    const { world } = this.#options
    const atEnd = await world.health()
    // What was printed has arrived by now.
    const findings = this.#findings
      .filter((finding) => !isLate(world, finding) && !isTooEarly(world, finding))
      .map((finding) => ({ ...finding, log: finding.log.flatMap((mark) => errors(world, mark)) }))
    const [sessions] = await queryRows(
      this.#options.postgresUrl,
      `select count(*)::int as all, (count(*) filter (where state like 'idle in transaction%' and state_change < now() - interval '2 seconds'))::int as stuck
       from pg_stat_activity where datname = any($1)`,
      [Object.values(world.databases).map(({ name }) => name)],
    )
    return {
      requests: this.#requests,
      serverErrors: findings.filter(({ fault }) => !/problem|code/u.test(fault)).length,
      findings,
      statuses: this.#statuses,
      unhandled: atEnd.unhandled,
      connections: Number(sessions?.["all"]),
      stuck: Number(sessions?.["stuck"]),
      rssAtTenth: atTenth?.rss ?? 0,
      rssAtEnd: atEnd.rss,
      heapAtTenth: atTenth?.heap ?? 0,
      heapAtEnd: atEnd.heap,
      seconds,
      seed: this.#options.seed,
    }
  }
}

/** Sends generated requests, webhooks and messages, and tells what none of them may bring about. */
export const fuzz = (options: FuzzOptions): Promise<FuzzReport> => new Fuzzing(options).run()
