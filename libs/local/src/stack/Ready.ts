import { setTimeout as delay } from "node:timers/promises"

/** Resolves when an address answers 200; rejects when `signal` aborts or the seconds are over. */
export const untilReady = async (url: string, seconds: number, signal?: AbortSignal): Promise<void> => {
  const deadline = Date.now() + seconds * 1000
  let last = "no answer"
  while (Date.now() < deadline) {
    signal?.throwIfAborted()
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
      await response.arrayBuffer()
      if (response.ok) return
      last = `status ${response.status}`
    } catch (error) {
      last = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    }
    await delay(50, undefined, signal === undefined ? {} : { signal })
  }
  throw new Error(`${url} is not ready after ${seconds} s: ${last}`)
}
