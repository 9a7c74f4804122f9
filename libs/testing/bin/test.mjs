import { handOver } from "./handOver.mjs"

handOver("libs/testing/src/stages/runTests.ts")
