import { handOver } from "./handOver.mjs"

handOver("libs/testing/src/gates/runCheck.ts")
