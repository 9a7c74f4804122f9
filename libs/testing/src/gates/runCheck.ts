import { check } from "./Check.ts"

/** `npm run check [-- --json] [NAME...]`: all gates, or the named ones, on the workspace in the working directory. */
const names = process.argv.slice(2).filter((argument) => argument !== "--json")
const started = performance.now()
const outcomes = await check(process.cwd(), names)
const problems = outcomes.reduce((sum, outcome) => sum + outcome.problems, 0)
console.log(`\n${problems} problems, ${((performance.now() - started) / 1000).toFixed(1)} s`)
if (process.argv.includes("--json")) console.log(JSON.stringify({ problems }))
process.exitCode = problems > 0 || outcomes.length === 0 ? 1 : 0
