import { randomUUID } from "node:crypto"
import type { EventState } from "./EventModel.ts"

/** An asynchronous invocation that the function's side has not accepted yet. */
interface Invocation {
  readonly id: string
  readonly functionArn: string
  readonly payload: string
  readonly tries: number
  readonly maximumRetries: number
  /** Milliseconds since 1970 after which it is not tried again. */
  readonly until: number
  readonly deadLetterQueue?: string | undefined
  readonly ruleArn: string
  /** The whole event, which is what a dead-letter queue gets. */
  readonly event: string
  readonly traceHeader?: string | undefined
}

export type NewInvocation = Omit<Invocation, "id" | "tries">

/** Milliseconds before try 2, 3, …; the last for all that follow. AWS takes longer. */
const waits = [250, 1_000, 5_000, 30_000]

/** The function's name in `arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]`. */
const functionName = (arn: string): string => arn.split(":")[6] ?? ""

/**
 * Brings events to Lambda functions by the Invoke API with `X-Amz-Invocation-Type: Event` at `lambdaUrl`. Only a 2xx accepts one;
 * what waits is on disk and goes on after a restart.
 */
export const makeLambdaTargets = (state: EventState) => {
  const waiting = state.store.collection<Invocation>("lambda-invocations")
  const stop = new AbortController()
  const timers = new Set<NodeJS.Timeout>()

  const post = async (one: Invocation): Promise<number> => {
    if (state.lambdaUrl === undefined) return 404
    try {
      const path = `/2015-03-31/functions/${encodeURIComponent(functionName(one.functionArn))}/invocations`
      const response = await fetch(new URL(path, state.lambdaUrl), {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-amz-invocation-type": "Event",
          ...(one.traceHeader === undefined ? {} : { "x-amzn-trace-id": one.traceHeader }),
        },
        body: one.payload,
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(15_000)]),
      })
      await response.arrayBuffer()
      return response.status
    } catch {
      return 503
    }
  }

  const giveUp = (one: Invocation, missing: boolean): void => {
    if (one.deadLetterQueue !== undefined) {
      const attributes = {
        RULE_ARN: one.ruleArn,
        TARGET_ARN: one.functionArn,
        ERROR_CODE: missing ? "NO_RESOURCE" : "SDK_CLIENT_ERROR",
        ERROR_MESSAGE: missing
          ? `Function not found: ${one.functionArn}`
          : "The function's endpoint did not accept the invocation.",
        ...(missing
          ? {}
          : {
              EXHAUSTED_RETRY_CONDITION:
                one.tries >= one.maximumRetries ? "MaximumRetryAttempts" : "MaximumEventAgeInSeconds",
              RETRY_ATTEMPTS: String(one.tries),
            }),
      }
      state.sqs.send(one.deadLetterQueue, { body: one.event, traceHeader: one.traceHeader, attributes })
    }
    waiting.delete(one.id)
  }

  const attempt = async (one: Invocation): Promise<void> => {
    const status = await post(one)
    if (stop.signal.aborted) return
    if (status >= 200 && status < 300) return void waiting.delete(one.id)
    // A function that is not there is not tried again, as with AWS.
    if (status === 404 || one.tries >= one.maximumRetries || state.clock.now() >= one.until)
      return giveUp(one, status === 404)
    const next = waiting.put(one.id, { ...one, tries: one.tries + 1 })
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        void attempt(next)
      },
      waits[Math.min(one.tries, waits.length - 1)],
    )
    timers.add(timer)
  }

  for (const one of waiting.all()) void attempt(one)
  return {
    invoke: (input: NewInvocation): void => {
      const id = randomUUID()
      void attempt(waiting.put(id, { ...input, id, tries: 0 }))
    },
    close: (): void => {
      stop.abort()
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
