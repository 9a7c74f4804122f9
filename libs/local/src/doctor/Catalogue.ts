import { execFile } from "node:child_process"
import { join } from "node:path"
import { type Finding, finding, type Variables } from "./Finding.ts"
import { root } from "./Repository.ts"

const subject = "Stripe catalogue"

/** The lines of billing's check that say what a push would do. */
const steps = /^(create|update|replace|amend|retire) /u

interface Ended {
  readonly code: number | string | null | undefined
  readonly stdout: string
}

/** Billing's own `billing:catalog check`: products, prices, meters and the portal's configuration. */
const check = (env: Variables): Promise<Ended> =>
  new Promise((done) => {
    const program = join(root, "services/billing/src/catalog.ts")
    execFile(
      process.execPath,
      [program, "check"],
      { env: { ...process.env, ...env }, timeout: 30_000 },
      (error, stdout) => done({ code: error === null ? 0 : error.code, stdout }),
    )
  })

/** Whether Stripe sells what the plan catalogue says, and its portal is ours; asked by a program of billing's. */
export const catalogue = async (env: Variables, ask = check): Promise<ReadonlyArray<Finding>> => {
  if (!env["STRIPE_SECRET_KEY"]) return []
  const { code, stdout } = await ask(env)
  const differing = stdout.split("\n").filter((line) => steps.test(line))
  if (code === 0) return [finding("ok", subject, "Stripe sells what the plan catalogue says, and the portal is ours")]
  return [
    differing.length > 0
      ? finding(
          "fault",
          subject,
          `${differing.length} differ, first: ${differing[0]?.replaceAll(/ +/gu, " ")}; npm run billing:catalog -- push`,
        )
      : finding("fault", subject, "could not be compared; npm run billing:catalog -- check says why"),
  ]
}
