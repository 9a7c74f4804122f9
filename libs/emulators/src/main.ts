import { dirname, join } from "node:path"
import { startAws } from "./aws/Aws.ts"
import { makeClock } from "./kit/Clock.ts"
import { Store } from "./kit/Store.ts"
import { startResend } from "./resend/Resend.ts"
import { startStripe } from "./stripe/Stripe.ts"
import { startStytch } from "./stytch/Stytch.ts"

const variable = (name: string): string => {
  const value = process.env[name]
  if (value === undefined || value === "") throw new Error(`${name} is not set`)
  return value
}

/** All emulators in one process, on one store and one clock. */
const start = async () => {
  const file = variable("EMULATORS_DATA")
  const store = new Store(file)
  const clock = makeClock(store)
  const webhook = (provider: string, secret: string) => ({
    url: `${variable("WEBHOOK_BASE_URL")}/${provider}`,
    secret: variable(secret),
  })
  const shared = { store, clock }
  const resend = await startResend({
    ...shared,
    port: Number(variable("RESEND_PORT")),
    apiKey: variable("RESEND_API_KEY"),
    webhook: webhook("resend", "RESEND_WEBHOOK_SECRET"),
  })
  const others = await Promise.all([
    startStytch({
      ...shared,
      port: Number(variable("STYTCH_PORT")),
      projectId: variable("STYTCH_PROJECT_ID"),
      secret: variable("STYTCH_SECRET"),
      webhook: webhook("stytch", "STYTCH_WEBHOOK_SECRET"),
      deliver: resend.mailbox,
    }),
    startStripe({
      ...shared,
      port: Number(variable("STRIPE_PORT")),
      secretKey: variable("STRIPE_SECRET_KEY"),
      webhook: webhook("stripe", "STRIPE_WEBHOOK_SECRET"),
      // As billing's README asks of an account: the end of what is not paid is the product's own.
      settings: { afterRetries: "past_due" },
    }),
    startAws({
      ...shared,
      port: Number(variable("AWS_PORT")),
      region: "us-east-1",
      accountId: "000000000000",
      lambdaUrl: process.env["LAMBDA_URL"],
      s3Folder: join(dirname(file), "s3"),
      buckets: (process.env["S3_BUCKETS"] ?? "").split(",").filter((bucket) => bucket !== ""),
    }),
  ])
  const emulators = [resend, ...others]
  return async () => {
    await Promise.all(emulators.map((emulator) => emulator.close()))
    store.close()
  }
}

const stop = await start()
let stopping = false
const end = () => {
  if (stopping) return
  stopping = true
  void stop().finally(() => process.exit(0))
}
process.once("SIGTERM", end).once("SIGINT", end)
// The launcher went away without saying so.
process.once("disconnect", end)
console.log("Emulators are ready")
