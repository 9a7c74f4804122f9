import type { FuzzReport } from "./Fuzz.ts"

const mebibyte = 1_048_576

/** What a process may grow by after it is warm: room for what the collector keeps, none for what nobody frees. */
const allowance = 60 * mebibyte

/** A pool of each kind, for each service and for each consumer beside it: 4 and 8 and 3. */
const mostConnections = 2 * 5 * (4 + 8 + 3)

/** What is wrong with a run, a sentence each; empty when nothing is. */
export const troublesOf = (report: FuzzReport): ReadonlyArray<string> => [
  ...(report.findings.length > 0 ? [`${report.findings.length} requests had an answer that none may have`] : []),
  ...(report.unhandled.length > 0
    ? [`${report.unhandled.length} errors that nobody took: ${report.unhandled[0]}`]
    : []),
  ...(report.connections > mostConnections ? [`${report.connections} connections are open`] : []),
  ...(report.stuck > 0 ? [`${report.stuck} connections are in a transaction that nobody ends`] : []),
  ...(report.rssAtEnd > report.rssAtTenth * 1.25 + allowance
    ? [`The services grew from ${report.rssAtTenth} to ${report.rssAtEnd} bytes`]
    : []),
]
