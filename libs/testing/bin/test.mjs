import { handOver } from "./handOver.mjs"

await handOver("libs/testing/src/stages/runTests.ts")
