import { randomUUID } from "node:crypto"
import { expect } from "vitest"
import { send } from "./Client.ts"
import { eventually, type RunningStack } from "./RunningStack.ts"

/** Asks as a patient client does: the same request with the same key again, until it is answered. */
export const persistently = (
  stack: RunningStack,
  path: string,
  token: string,
  body: object,
  accepted: ReadonlyArray<number>,
) => {
  const headers = { "idempotency-key": randomUUID() }
  return eventually(
    `An answer from ${path}`,
    async () => {
      const answer = await send(stack, "POST", path, { token, body, headers }).catch(() => undefined)
      if (answer === undefined || answer.status >= 500) return undefined
      expect(accepted).toContain(answer.status)
      return answer
    },
    30,
  )
}

/** Runs jobs, five at a time; `during` hears how many are done. */
export const burst = async (jobs: ReadonlyArray<() => Promise<unknown>>, during: (done: number) => void) => {
  const waiting = [...jobs]
  let done = 0
  const work = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      await job()
      during(++done)
    }
  }
  await Promise.all(Array.from({ length: 5 }, work))
}
