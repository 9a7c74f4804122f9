import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { Stack } from "./Stack.ts"
import { topology } from "./Topology.ts"

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)))
const say = (line: string) => console.log(line)

const portOffset = Number(process.env["TANGO_PORT_OFFSET"] ?? 0)
const stack = new Stack({
  root,
  dataDir: resolve(process.env["TANGO_DATA_DIR"] || join(root, ".local")),
  portOffset,
  topology,
  web: true,
  say,
})

let asked = false
const end = (): void => {
  if (asked) return
  asked = true
  say("\nStopping")
  void stack.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
}
// "disconnect": the process that started us is gone without a signal.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(signal, end)

const oneLine = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if ("code" in error && error.code === "ENOSPC") return "The disk is full. Free some space and start again."
  return error.message
}

const began = Date.now()
say("Starting")
try {
  const running = await stack.start()
  const logIns = running.personas.map(({ email, password, role }) => `    ${email}  ${password}  (${role})`)
  say(
    [
      `\nReady in ${((Date.now() - began) / 1000).toFixed(1)} s\n`,
      `  App        ${running.gateway}`,
      `  API        ${running.gateway}/api/docs`,
      `  Console    ${running.console}  (mail, events, queues, traces)\n`,
      `  Log in as`,
      ...logIns,
      `\n  Ctrl-C stops everything; npm run reset forgets the data.`,
    ].join("\n"),
  )
} catch (error) {
  if (!asked) {
    console.error(oneLine(error))
    process.exit(1)
  }
}
