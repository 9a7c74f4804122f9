import { parseArgs } from "node:util"
import { examine } from "./Examination.ts"
import { type Finding, finding } from "./Finding.ts"
import { patientOf } from "./Patient.ts"

/** `npm run doctor [-- --env <name>] [--json]`: what is missing or wrong; exits with 1 for any fault. */
const { values } = parseArgs({ options: { env: { type: "string" }, json: { type: "boolean", default: false } } })

const patient = patientOf(values.env, process.env)
const findings =
  patient === undefined
    ? [finding("fault", "environment", "no variable is set and no local stack runs; set them, or npm start")]
    : await examine(patient)
const count = (level: Finding["level"]) => findings.filter((one) => one.level === level).length
const figures = { ok: count("ok"), warnings: count("warning"), faults: count("fault") }

if (patient !== undefined) console.log(`Looking at ${patient.name}`)
for (const { level, subject, text } of findings) console.log(`${level.padEnd(8)} ${subject}: ${text}`)
console.log(
  values.json ? JSON.stringify(figures) : `${figures.ok} ok, ${figures.warnings} warnings, ${figures.faults} faults`,
)
if (figures.faults > 0) process.exitCode = 1
