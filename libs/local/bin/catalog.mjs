import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { handOver } from "./handOver.mjs"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const file = join(process.env.TANGO_DATA_DIR ?? join(root, ".local"), "endpoints.json")

// Whoever names a Stripe account means that one; otherwise it is the running stack's.
if (process.env.STRIPE_SECRET_KEY === undefined) {
  if (!existsSync(file)) {
    console.error("Which Stripe? Set STRIPE_SECRET_KEY to an account's key, or start the local stack with npm start.")
    process.exit(2)
  }
  const { stripe } = JSON.parse(readFileSync(file, "utf8"))
  Object.assign(process.env, { TANGO_ENV: "local", STRIPE_SECRET_KEY: stripe.secretKey, STRIPE_BASE_URL: stripe.url })
}

await handOver("services/billing/src/catalog.ts")
