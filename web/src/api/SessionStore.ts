import type { Session as SessionSchema } from "@tango/contracts/api/IdentityApi"

export type Session = typeof SessionSchema.Type

export type SessionState =
  | { readonly status: "starting" }
  | { readonly status: "anonymous" }
  | { readonly status: "authenticated"; readonly session: Session }

export interface SessionStore {
  readonly state: () => SessionState
  readonly subscribe: (listener: () => void) => () => void
  /** Asks once, at page load, whether the cookie still stands for a session. Rejects if nobody answers. */
  readonly start: () => Promise<SessionState>
  /** A new JWT, or undefined when the session has ended. Callers at the same time share one request. */
  readonly refresh: () => Promise<string | undefined>
  /** A JWT that lives for some seconds more, or undefined when nobody is logged in. */
  readonly token: () => Promise<string | undefined>
  readonly set: (session: Session) => void
  readonly clear: () => void
}

const refreshBefore = 45_000
const retryAfter = 15_000

/** Milliseconds between issue and expiry; the difference does not depend on this computer's clock. */
const lifetimeOf = (jwt: string): number => {
  try {
    const claims = JSON.parse(atob((jwt.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")))
    const seconds = Number(claims.exp) - Number(claims.iat)
    return seconds > 0 ? seconds * 1000 : 300_000
  } catch {
    return 300_000
  }
}

/**
 * The session JWT lives here, in memory and nowhere else. `refresh` exchanges the HttpOnly cookie for a new one: it
 * resolves with undefined when the session has ended and rejects when nobody answered.
 */
export const makeSessionStore = (options: {
  readonly refresh: () => Promise<Session | undefined>
  readonly now?: () => number
  readonly schedule?: (run: () => void, milliseconds: number) => () => void
}): SessionStore => {
  const now = options.now ?? Date.now
  const schedule =
    options.schedule ??
    ((run, milliseconds) => {
      const timer = setTimeout(run, milliseconds)
      return () => clearTimeout(timer)
    })
  const listeners = new Set<() => void>()
  let state: SessionState = { status: "starting" }
  let freshUntil = 0
  // Log-in and log-out outrank an answer to a question that was asked before them.
  let generation = 0
  let inFlight: Promise<string | undefined> | undefined
  let cancelTimer = () => {}

  const plan = (milliseconds: number) => {
    cancelTimer()
    cancelTimer = schedule(() => void refresh().catch(() => plan(retryAfter)), milliseconds)
  }
  const become = (next: SessionState) => {
    state = next
    generation += 1
    inFlight = undefined
    cancelTimer()
    if (next.status === "authenticated") {
      const lifetime = lifetimeOf(next.session.sessionJwt)
      const margin = Math.min(refreshBefore, lifetime / 2)
      freshUntil = now() + lifetime - margin
      plan(lifetime - margin)
    }
    for (const listener of listeners) listener()
  }
  const jwt = () => (state.status === "authenticated" ? state.session.sessionJwt : undefined)
  const ask = async (asked: number) => {
    const session = await options.refresh()
    if (asked === generation) become(session ? { status: "authenticated", session } : { status: "anonymous" })
    return jwt()
  }
  const refresh = () => {
    if (inFlight) return inFlight
    const asking = ask(generation).finally(() => {
      if (inFlight === asking) inFlight = undefined
    })
    inFlight = asking
    return asking
  }

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    start: async () => {
      if (state.status === "starting") await refresh()
      return state
    },
    refresh,
    token: async () => {
      if (state.status !== "authenticated") return undefined
      return now() < freshUntil ? state.session.sessionJwt : refresh()
    },
    set: (session) => become({ status: "authenticated", session }),
    clear: () => become({ status: "anonymous" }),
  }
}
