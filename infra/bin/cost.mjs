import { handOver } from "../../libs/local/bin/handOver.mjs"

await handOver("infra/src/cost/runCost.ts")
