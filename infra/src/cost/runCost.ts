import { environments } from "../Environments.ts"
import { monthlyCost, total } from "./Cost.ts"
import { pricesOf } from "./Prices.ts"

/** `npm run infra:cost [-- --json]`: what each environment costs in a month at a starter's load. */
const estimates = Object.values(environments).map(
  (environment) => [environment.name, monthlyCost(environment)] as const,
)

if (process.argv.includes("--json")) {
  const monthlyUsd = Object.fromEntries(estimates.map(([name, parts]) => [name, total(parts)]))
  console.log(JSON.stringify({ monthlyUsd, prices: pricesOf }))
} else {
  for (const [name, parts] of estimates) {
    console.log(`${name}: about $${total(parts)} a month`)
    for (const [part, cost] of Object.entries(parts)) console.log(`  ${part.padEnd(20)} ${cost.toFixed(2).padStart(8)}`)
  }
  console.log(`List prices of us-east-1, ${pricesOf}, without tax; use is assumed to be a starter's.`)
}
