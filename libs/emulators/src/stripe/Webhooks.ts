import type { Collection } from "../kit/Store.ts"
import { Arrivals, defaultSettings, type Delivery, type DeliverySettings } from "./Deliveries.ts"
import { newId } from "./Ids.ts"
import type { Documents } from "./Transactions.ts"
import { send, targetsOf, type Target } from "./WebhookSending.ts"
import type { Event, EventDestination, WebhookEndpoint } from "./Wire.ts"

/** Stripe's retries over days, compressed: seconds before each attempt, the last one repeated. */
const retryDelays = [0, 1, 5, 15, 60]
const maximumAttempts = 20

/** Delivers events over HTTP, one after the other in the order they are due; what is pending survives a restart. */
export class Webhooks {
  readonly #deliveries: Collection<Delivery>
  readonly #settings: Collection<DeliverySettings>
  readonly #events: Documents<Event>
  readonly #endpoints: Documents<WebhookEndpoint>
  readonly #destinations: Documents<EventDestination>
  readonly #configured: Target | undefined
  readonly #arrivals = new Arrivals()
  #timer: NodeJS.Timeout | undefined
  #work: Promise<void> = Promise.resolve()
  readonly #closed = new AbortController()

  constructor(options: {
    deliveries: Collection<Delivery>
    settings: Collection<DeliverySettings>
    events: Documents<Event>
    endpoints: Documents<WebhookEndpoint>
    destinations: Documents<EventDestination>
    configured: { url: string; secret: string } | undefined
  }) {
    this.#deliveries = options.deliveries
    this.#settings = options.settings
    this.#events = options.events
    this.#endpoints = options.endpoints
    this.#destinations = options.destinations
    this.#configured = options.configured && { id: "we_configured", events: ["*"], ...options.configured }
  }

  start(): void {
    this.#schedule()
  }

  settings(): DeliverySettings {
    return { ...defaultSettings, ...this.#settings.get("webhooks") }
  }

  configure(settings: DeliverySettings): void {
    this.#settings.put("webhooks", settings)
    this.#schedule()
  }

  #targets(): ReadonlyArray<Target> {
    return targetsOf(this.#configured, this.#endpoints.all(), this.#destinations.all())
  }

  /** Sends an event that is not stored to one destination, once. */
  ping(destination: string, event: object): void {
    const target = this.#targets().find(({ id }) => id === destination)
    if (target) this.#work = this.#work.then(async () => void (await send(target, event, this.#closed.signal)))
  }

  endpointsFor(type: string): ReadonlyArray<Target> {
    return this.#targets().filter((target) => target.events.includes("*") || target.events.includes(type))
  }

  /** How many endpoints have not acknowledged the event. */
  pendingFor(eventId: string): number {
    return this.#deliveries.all().filter((one) => one.eventId === eventId).length
  }

  /** What has not arrived, including what has been given up. */
  pending(): ReadonlyArray<Delivery> {
    return this.#deliveries.all()
  }

  enqueue(event: Event): void {
    for (const target of this.endpointsFor(event.type)) {
      const id = newId("wd")
      this.#deliveries.put(id, {
        id,
        eventId: event.id,
        endpointId: target.id,
        attempts: 0,
        dueAt: Date.now(),
        givenUp: this.settings().lose,
      })
    }
    this.#schedule()
  }

  /** Resolves once every endpoint has acknowledged the event, or after `milliseconds`. */
  async acknowledged(eventId: string, milliseconds: number): Promise<void> {
    if (this.pendingFor(eventId) === 0) return
    await this.#arrivals.wait(eventId, milliseconds)
  }

  /** Attempts everything pending now, whatever its turn and even if on hold. */
  async flush(): Promise<{ delivered: number; pending: number }> {
    const before = this.#deliveries.all()
    this.#work = this.#work.then(() => this.#deliver(before, true))
    await this.#work
    const pending = this.#deliveries.all().length
    return { delivered: before.filter((one) => this.#deliveries.get(one.id) === undefined).length, pending }
  }

  async close(): Promise<void> {
    this.#closed.abort()
    clearTimeout(this.#timer)
    this.#arrivals.announceAll()
    await this.#work
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    if (this.#closed.signal.aborted || this.settings().hold) return
    const known = new Set(this.#targets().map((target) => target.id))
    const waiting = this.#deliveries.all().filter((one) => !one.givenUp && known.has(one.endpointId))
    if (waiting.length === 0) return
    const next = Math.min(...waiting.map((one) => one.dueAt))
    this.#timer = setTimeout(
      () => {
        this.#work = this.#work.then(() => this.#deliverDue())
      },
      Math.max(0, next - Date.now()),
    )
  }

  async #deliverDue(): Promise<void> {
    if (this.settings().hold) return
    const now = Date.now()
    const due = this.#deliveries.all().filter((one) => one.dueAt <= now && !one.givenUp)
    await this.#deliver(
      due.toSorted((a, b) => a.dueAt - b.dueAt),
      false,
    )
  }

  async #deliver(due: ReadonlyArray<Delivery>, evenIfHeld: boolean): Promise<void> {
    const { duplicate, shuffle } = this.settings()
    const order = shuffle
      ? due
          .map((one) => [Math.random(), one] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, one]) => one)
      : due
    for (const delivery of order) {
      if (this.#closed.signal.aborted || (this.settings().hold && !evenIfHeld)) return
      await this.#attempt(delivery, duplicate ? 2 : 1)
    }
    this.#schedule()
  }

  async #attempt(delivery: Delivery, copies: number): Promise<void> {
    const event = this.#events.get(delivery.eventId)
    const target = this.#targets().find((one) => one.id === delivery.endpointId)
    if (!event || !target || !this.#deliveries.get(delivery.id)) return
    const answers: Array<boolean> = []
    for (let copy = 0; copy < copies; copy++) answers.push(await this.#sendTo(target, event))
    if (answers.includes(true)) this.#arrived(delivery)
    else if (!this.#closed.signal.aborted) this.#retryLater(delivery)
  }

  #sendTo(target: Target, event: Event): Promise<boolean> {
    return send(target, { ...event, pending_webhooks: this.pendingFor(event.id) }, this.#closed.signal)
  }

  #arrived(delivery: Delivery): void {
    this.#deliveries.delete(delivery.id)
    if (this.pendingFor(delivery.eventId) === 0) this.#arrivals.announce(delivery.eventId)
  }

  #retryLater(delivery: Delivery): void {
    const attempts = delivery.attempts + 1
    const delay = retryDelays[Math.min(attempts, retryDelays.length - 1)] ?? 60
    const dueAt = Date.now() + delay * 1000
    this.#deliveries.put(delivery.id, { ...delivery, attempts, dueAt, givenUp: attempts >= maximumAttempts })
  }
}
