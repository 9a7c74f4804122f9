import { configuration } from "./Configuration.ts"
import { type Finding, finding } from "./Finding.ts"
import { vendors } from "./Vendors.ts"

const byHand: ReadonlyArray<Finding> = [
  finding("by hand", "Stytch", "redirect URLs, roles and webhook as in docs/first-deploy.md"),
  finding(
    "by hand",
    "Stripe",
    "the webhook's events, the portal and tax; the catalogue by npm run billing:catalog -- check",
  ),
  finding("by hand", "AWS", "databases with their migrations, bus and queues"),
]

const findings = [...configuration(process.env), ...(await vendors(process.env)), ...byHand]
const count = (level: Finding["level"]) => findings.filter((one) => one.level === level).length
const figures = { ok: count("ok"), warnings: count("warning"), faults: count("fault") }

for (const { level, subject, text } of findings) console.log(`${level.padEnd(8)} ${subject}: ${text}`)
console.log(
  process.argv.includes("--json")
    ? JSON.stringify(figures)
    : `${figures.ok} ok, ${figures.warnings} warnings, ${figures.faults} faults`,
)
if (figures.faults > 0) process.exitCode = 1
