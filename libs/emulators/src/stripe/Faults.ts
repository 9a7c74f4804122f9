import { StripeFailure } from "./Errors.ts"

/** What is to go wrong: the next `times` requests to paths that begin with `path` wait `delay` milliseconds and then fail with `status`, if any. */
export interface Fault {
  readonly path: string
  readonly method?: string | undefined
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly delay: number
  readonly times: number
}

/** The faults that have been ordered and not yet happened; they are forgotten at a restart. */
export class Faults {
  #ordered: ReadonlyArray<Fault> = []

  order(fault: Fault): void {
    this.#ordered = [...this.#ordered, fault]
  }

  clear(): void {
    this.#ordered = []
  }

  async strike(method: string, path: string): Promise<void> {
    const fault = this.#ordered.find((one) => path.startsWith(one.path) && (one.method ?? method) === method)
    if (!fault) return
    this.#ordered = this.#ordered.flatMap((one) =>
      one !== fault ? [one] : one.times > 1 ? [{ ...one, times: one.times - 1 }] : [],
    )
    if (fault.delay > 0) await new Promise((resolve) => setTimeout(resolve, fault.delay))
    if (fault.status !== undefined) throw failureOf(fault.status, fault.code)
  }
}

const failureOf = (status: number, code: string | undefined): StripeFailure =>
  new StripeFailure(status, {
    type: status === 402 ? "card_error" : status >= 500 ? "api_error" : "invalid_request_error",
    message: status === 429 ? "Too many requests" : "An ordered fault",
    ...(code === undefined ? (status === 429 ? { code: "rate_limit" } : {}) : { code }),
  })
