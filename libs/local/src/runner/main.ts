import { startRunner, type RunnerOptions } from "./Runner.ts"

/** RUNNER_OPTIONS: the launcher's options as JSON. */
const options: Omit<RunnerOptions, "log"> = JSON.parse(process.env["RUNNER_OPTIONS"] ?? "{}")
// The functions' environment is in there: none of them may read another's.
delete process.env["RUNNER_OPTIONS"]

const log = (line: Readonly<Record<string, unknown>>) =>
  console.log(JSON.stringify({ timestamp: new Date().toISOString(), service: "runner", ...line }))

const runner = await startRunner({ ...options, log })
runner.warm()
process.once("SIGTERM", () => void runner.close().finally(() => process.exit(0)))
