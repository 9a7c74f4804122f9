/** One event on its way to one endpoint; gone when it has arrived or has been given up. `dueAt` in milliseconds since 1970. */
export interface Delivery {
  readonly id: string
  readonly eventId: string
  readonly endpointId: string
  readonly attempts: number
  readonly dueAt: number
  readonly givenUp: boolean
}

export interface DeliverySettings {
  /** Nothing is sent until it is lifted, or flushed. */
  readonly hold: boolean
  /** Everything is sent twice. */
  readonly duplicate: boolean
  /** What is due together is sent in random order. */
  readonly shuffle: boolean
  /** Nothing is sent, ever, as if all attempts had failed; only a flush still tries. */
  readonly lose: boolean
}

export const defaultSettings: DeliverySettings = { hold: false, duplicate: false, shuffle: false, lose: false }

/** Those who wait for events to be acknowledged. */
export class Arrivals {
  readonly #waiting = new Map<string, ReadonlyArray<() => void>>()

  /** Resolves when the event is announced, or after `milliseconds`. */
  wait(eventId: string, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      const arrived = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#waiting.set(eventId, [...(this.#waiting.get(eventId) ?? []), arrived])
    })
  }

  announce(eventId: string): void {
    for (const arrived of this.#waiting.get(eventId) ?? []) arrived()
    this.#waiting.delete(eventId)
  }

  announceAll(): void {
    for (const eventId of this.#waiting.keys()) this.announce(eventId)
  }
}
