import { randomUUID } from "node:crypto"
import type { LambdaFunction } from "./LambdaFunction.ts"

/** What EventBridge Scheduler hands to a function. */
const scheduledEvent = (functionName: string, region: string, account: string) => ({
  version: "0",
  id: randomUUID(),
  "detail-type": "Scheduled Event",
  source: "aws.scheduler",
  account,
  time: new Date().toISOString().replace(/\.\d+Z$/u, "Z"),
  region,
  resources: [`arn:aws:scheduler:${region}:${account}:schedule/default/${functionName}`],
  detail: {},
})

interface Scheduled {
  readonly everySeconds: number
  readonly target: LambdaFunction
  readonly region: string
  readonly accountId: string
  readonly onFailure: (error: unknown) => void
}

// A timer of Node's cannot wait longer.
const longestTimer = 2 ** 31 - 1

/** Calls a function at its rate, first when one period has passed, until it is stopped. */
export const startSchedule = ({ everySeconds, target, region, accountId, onFailure }: Scheduled) => {
  const call = () =>
    void target
      .invoke(scheduledEvent(target.spec.functionName, region, accountId))
      .catch(onFailure)
      .then(() => (everySeconds >= 300 ? target.rest() : undefined))
  const timer = setInterval(call, Math.min(longestTimer, everySeconds * 1000))
  return { stop: () => clearInterval(timer) }
}
