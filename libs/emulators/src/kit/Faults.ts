import type { MiddlewareHandler } from "hono"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import type { Context } from "hono"

/** What the next `times` requests below `path` shall suffer: a delay, and a status instead of an answer (as HTML, if so wished). */
export interface Fault {
  readonly path: string
  readonly status?: ContentfulStatusCode
  readonly times: number
  readonly latencyMs: number
  readonly html: boolean
}

export interface Faults {
  add(fault: Fault): void
  clear(): void
  /** Answers faulty requests with `respond`, which gives the vendor's error shape. */
  middleware(respond: (c: Context, status: ContentfulStatusCode) => Response): MiddlewareHandler
}

export const makeFaults = (): Faults => {
  let faults: ReadonlyArray<Fault> = []
  const take = (path: string): Fault | undefined => {
    const fault = faults.find((candidate) => path.startsWith(candidate.path))
    faults = faults.flatMap((each) =>
      each !== fault ? [each] : each.times > 1 ? [{ ...each, times: each.times - 1 }] : [],
    )
    return fault
  }
  return {
    add: (fault) => {
      faults = [...faults, fault]
    },
    clear: () => {
      faults = []
    },
    middleware: (respond) => async (c, next) => {
      const fault = take(c.req.path)
      if (fault && fault.latencyMs > 0) await new Promise((done) => setTimeout(done, fault.latencyMs))
      if (fault?.status === undefined) return next()
      return fault.html ? c.html("<html><body>Bad Gateway</body></html>", fault.status) : respond(c, fault.status)
    },
  }
}
