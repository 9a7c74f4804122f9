import { handOver } from "./handOver.mjs"

await handOver("libs/testing/src/gates/runCheck.ts")
