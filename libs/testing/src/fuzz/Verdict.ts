import type { WireAnswer, WireRequest } from "./Wire.ts"

// Pages that people see, and the body of what is asked with HEAD.
const mayBeOther = ({ method, path }: WireRequest) => method === "HEAD" || path.includes("/unsubscribe")

const leaks = /\n\s+at |node_modules|\.ts:\d|SqlError|PgError|invalid byte sequence/u

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** What is wrong with an answer, in words; undefined when it is as an answer to any request has to be. */
export const faultOf = (request: WireRequest, { headers, status, text }: WireAnswer): string | undefined => {
  if (status >= 500) return `status ${status}`
  if (leaks.test(text)) return "tells about our code"
  if (status < 400 || mayBeOther(request)) return undefined
  if (!(headers["content-type"] ?? "").startsWith("application/problem+json")) {
    return `status ${status} is no problem+json: ${headers["content-type"] ?? "no content type"}`
  }
  const problem = parsed(text)
  if (problem["status"] !== status) return "its status is not the problem's"
  for (const name of ["type", "title", "code"])
    if (typeof problem[name] !== "string") return `a problem without ${name}`
  return /^[0-9a-f]{32}$/u.test(String(problem["traceId"])) ? undefined : "a problem without traceId"
}
