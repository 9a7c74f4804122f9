import { isRecord, parseJson, string } from "../console/Json.ts"

const loud = new Set(["ERROR", "FATAL"])

/** Reads what the processes write: traced lines go to the console, errors to the terminal in one line. */
export const makeLogReader =
  (takeLine: (line: Readonly<Record<string, unknown>>) => void, say: (line: string) => void) =>
  (name: string, line: string): void => {
    if (!line.startsWith("{")) return
    const parsed = parseJson(line)
    if (!isRecord(parsed)) return
    takeLine(parsed)
    if (!loud.has(string(parsed["level"]).toUpperCase())) return
    const { message } = parsed
    const text = typeof message === "string" ? message : JSON.stringify(message)
    const trace = string(parsed["trace_id"])
    say(`${name}: ${text.slice(0, 300)}${trace === "" ? "" : ` (trace ${trace})`}`)
  }
