import { startRunner, type RunnerOptions } from "./Runner.ts"

/** RUNNER_OPTIONS: the launcher's options as JSON. */
const options: Omit<RunnerOptions, "log"> = JSON.parse(process.env["RUNNER_OPTIONS"] ?? "{}")
// The functions' environment is in there: none of them may read another's.
delete process.env["RUNNER_OPTIONS"]

const log = (line: Readonly<Record<string, unknown>>) =>
  console.log(JSON.stringify({ timestamp: new Date().toISOString(), service: "runner", ...line }))

// Where this process shall die at a step of its functions: for this start only.
const crashAt = process.env["TANGO_CRASH_AT"]
const functions = options.functions.map((each) =>
  crashAt === undefined ? each : { ...each, environment: { ...each.environment, TANGO_CRASH_AT: crashAt } },
)
const runner = await startRunner({ ...options, functions, log })
runner.warm()
process.once("SIGTERM", () => void runner.close().finally(() => process.exit(0)))
