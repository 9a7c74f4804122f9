import { handOver } from "./handOver.mjs"

await handOver("libs/local/src/doctor/runDoctor.ts")
