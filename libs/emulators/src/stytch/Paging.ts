import { StytchFailure } from "./Errors.ts"

/** One page of `limit` (100, at most 1000) from `cursor` on, which is the position as base64. */
export const page = <A>(found: ReadonlyArray<A>, { cursor, limit = 100 }: { cursor?: string; limit?: number }) => {
  const start = cursor ? Number(Buffer.from(cursor, "base64url").toString()) : 0
  if (!Number.isSafeInteger(start) || start < 0) throw new StytchFailure("bad_request", "cursor is malformed.")
  if (limit < 1 || limit > 1000) throw new StytchFailure("bad_request", "limit must be between 1 and 1000.")
  const end = start + limit
  const next = end < found.length ? { next_cursor: Buffer.from(String(end)).toString("base64url") } : {}
  return { items: found.slice(start, end), results_metadata: { total: found.length, ...next } }
}
