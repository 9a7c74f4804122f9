import { performance } from "node:perf_hooks"
import { parseArgs } from "node:util"
import { beginCheckout, pay, send, signUp } from "../test/journey/Client.ts"
import { eventually, findStack } from "../test/journey/RunningStack.ts"

const { values } = parseArgs({ options: { purchases: { type: "string" } } })
const purchases = Number(values.purchases ?? 30)

const percentile = (sorted: ReadonlyArray<number>, share: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)

/** Milliseconds from Stripe's page being told that its webhook was received to the plan being in force; nobody comes back to the app. */
const purchase = async (number: number): Promise<number> => {
  const stack = findStack()
  const founder = await signUp(stack, `Bench ${number}`)
  const url = await beginCheckout(stack, founder)
  // The page redirects as soon as the webhook has answered 2xx.
  await pay(url)
  const received = performance.now()
  await eventually("Pro in force", async () => {
    const { body } = await send<{ plan: string }>(stack, "GET", "/api/entitlements/organization", {
      token: founder.token,
    })
    return body?.plan === "pro" ? true : undefined
  })
  return performance.now() - received
}

const times: Array<number> = []
for (let number = 0; number < purchases; number++) times.push(await purchase(number))
const sorted = times.toSorted((one, other) => one - other)
process.stdout.write(
  `${JSON.stringify({
    webhookToEntitlement: { purchases, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) },
  })}\n`,
)
