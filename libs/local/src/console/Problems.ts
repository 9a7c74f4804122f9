import { randomUUID } from "node:crypto"

/** What is wrong with a request, as all of the product says it. */
export const problem = (status: number, code: string, title: string): Response =>
  Response.json(
    { type: `urn:tango:problem:${code}`, title, status, code, traceId: randomUUID().replaceAll("-", "") },
    { status, headers: { "content-type": "application/problem+json" } },
  )

/** Nothing by that name. */
export const notFound = () => problem(404, "not_found", "There is nothing at this address.")
