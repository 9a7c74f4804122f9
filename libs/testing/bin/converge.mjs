import { handOver } from "../../local/bin/handOver.mjs"

await handOver("services/billing/test/converge/run.ts")
