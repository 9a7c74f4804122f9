import { handOver } from "../../local/bin/handOver.mjs"

await handOver("libs/testing/src/chaos/runChaos.ts")
