import type { Store } from "./Store.ts"
import { svixHeaders } from "./Svix.ts"

export interface WebhookEndpoint {
  readonly url: string
  readonly secret: string
}

/**
 * Switches for tests: deliver in random order, deliver everything twice, deliver nothing until a flush, or lose events for good, each
 * with the probability `lose` (0 to 1).
 */
export interface WebhookSwitches {
  shuffle: boolean
  duplicate: boolean
  hold: boolean
  lose: number
}

interface Delivery {
  readonly id: string
  readonly body: string
  readonly attempts: number
  /** Milliseconds since 1970; undefined when all tries are used up. */
  readonly nextAt?: number
}

export interface Webhooks {
  /** Queues a body under its `svix-id`. It is on disk when this returns. */
  send(id: string, body: unknown): void
  set(switches: Partial<WebhookSwitches>): WebhookSwitches
  waiting(): ReadonlyArray<Delivery>
  /** Tries everything undelivered once, now, in spite of `hold` and of tries used up. */
  flush(): Promise<{ delivered: number; remaining: number }>
  close(): Promise<void>
}

/** Svix's schedule compressed: seconds to wait before each try, the last for all that follow. */
const schedule = [0, 1, 5, 15, 60]
const maximumTries = 20
const shuffleMilliseconds = 500

const shuffled = <A>(items: ReadonlyArray<A>): ReadonlyArray<A> =>
  items
    .map((item) => ({ item, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)

/**
 * Delivers webhooks at least once, one at a time, Svix-signed, retrying as Svix does (only 2xx within 15 s counts). It keeps the
 * machine's time and not the emulator's, because receivers check the signature's age with theirs. Without an endpoint it drops all.
 */
export const makeWebhooks = (store: Store, name: string, endpoint: WebhookEndpoint | undefined): Webhooks => {
  const queue = store.collection<Delivery>(`${name}-webhooks`)
  const switches: WebhookSwitches = { shuffle: false, duplicate: false, hold: false, lose: 0 }
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  const post = async ({ id, body }: Delivery): Promise<boolean> => {
    if (!endpoint) return false
    try {
      const headers = { "content-type": "application/json", ...svixHeaders(endpoint.secret, id, body) }
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(15_000)])
      const response = await fetch(endpoint.url, { method: "POST", headers, body, signal, redirect: "manual" })
      await response.arrayBuffer()
      return response.ok
    } catch {
      return false
    }
  }

  const attempt = async (delivery: Delivery): Promise<boolean> => {
    const answers = [await post(delivery)]
    if (switches.duplicate) answers.push(await post(delivery))
    if (answers.includes(true)) return queue.delete(delivery.id)
    if (stop.signal.aborted) return false
    const attempts = delivery.attempts + 1
    const nextAt = Date.now() + (schedule[attempts] ?? 60) * 1000
    queue.put(delivery.id, {
      id: delivery.id,
      body: delivery.body,
      attempts,
      ...(attempts < maximumTries ? { nextAt } : {}),
    })
    return false
  }

  const idle = () => stop.signal.aborted || switches.hold
  const due = () => queue.all().filter(({ nextAt }) => nextAt !== undefined && nextAt <= Date.now())

  let timerAt = Infinity
  const wakeAt = (time: number) => {
    if (idle() || time >= timerAt) return
    clearTimeout(timer)
    timerAt = time
    timer = setTimeout(run, Math.max(0, time - Date.now()))
  }
  const wake = () => {
    clearTimeout(timer)
    timerAt = Infinity
    wakeAt(queue.all().reduce((soonest, { nextAt = Infinity }) => Math.min(soonest, nextAt), Infinity))
  }
  const run = () => {
    running = running.then(async () => {
      for (let batch = due(); batch.length > 0 && !idle(); batch = due()) {
        for (const delivery of batch) if (!idle()) await attempt(delivery)
      }
      wake()
    })
  }

  wake()
  return {
    send: (id, body) => {
      if (!endpoint || Math.random() < switches.lose) return
      const nextAt = Date.now() + (switches.shuffle ? Math.random() * shuffleMilliseconds : 0)
      queue.put(id, { id, body: JSON.stringify(body), attempts: 0, nextAt })
      wakeAt(nextAt)
    },
    set: (changes) => {
      Object.assign(switches, changes)
      wake()
      return { ...switches }
    },
    waiting: () => queue.all(),
    flush: async () => {
      let delivered = 0
      running = running.then(async () => {
        for (const delivery of switches.shuffle ? shuffled(queue.all()) : queue.all()) {
          if (await attempt(delivery)) delivered += 1
        }
        wake()
      })
      await running
      return { delivered, remaining: queue.all().length }
    },
    close: async () => {
      clearTimeout(timer)
      stop.abort()
      await running
    },
  }
}
