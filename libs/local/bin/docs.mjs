import { handOver } from "./handOver.mjs"

await handOver("libs/local/src/docs/runDocs.ts")
