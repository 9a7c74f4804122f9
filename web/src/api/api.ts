import type { Effect } from "effect"
import { rememberStep, toStep } from "@/session/stepUp.ts"
import { ApiError } from "./ApiError.ts"
import type { Call, Clients } from "./Clients.ts"
import { makeSessionStore } from "./SessionStore.ts"
import { currentTraceId } from "./Trace.ts"

// The clients are a chunk of their own, which loads while React starts.
let loading: Promise<Call> | undefined
const load = () => {
  loading ??= import("./Clients.ts").then(({ makeCall }) => makeCall(session, location.origin))
  return loading
}

/** Calls the API within the trace of the current user action; rejects with `ApiError` and nothing else. */
export const api = async <A, E>(use: (clients: Clients) => Effect.Effect<A, E>): Promise<A> => {
  const traceId = currentTraceId()
  const call = await load().catch((cause: unknown) => {
    loading = undefined
    throw new ApiError("unreachable", traceId, undefined, cause)
  })
  return call(use, traceId)
}

/** The session of this browser. */
export const session = makeSessionStore({
  refresh: () =>
    api((clients) => clients.session.refresh({ payload: {} })).catch((error: unknown) => {
      const problem = error instanceof ApiError ? error.problem : undefined
      if (problem?._tag === "SessionEnded") return undefined
      if (problem?._tag === "SecondFactorRequired") {
        rememberStep(toStep(problem))
        return undefined
      }
      throw error
    }),
})
