import { handOver } from "./handOver.mjs"

await handOver("libs/local/src/operations/runOperations.ts")
