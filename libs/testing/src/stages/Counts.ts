import { existsSync, readFileSync } from "node:fs"

/** Tests and gates of a stage, or of all. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0 }

export const plus = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

/** `12 passed, 0 failed`, and `, 1 skipped` where there are any. */
export const sentence = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`

/** What vitest's JSON report says; a run that failed without a failed test (a file that does not load) has one failure. */
export const countsOf = (report: string, code: number): Counts => {
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = read(report)
  const failed = code === 0 ? numFailedTests : Math.max(numFailedTests, 1)
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests }
}

const read = (report: string): Record<string, number | undefined> =>
  existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {}
