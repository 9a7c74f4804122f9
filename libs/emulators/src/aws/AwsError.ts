/** An error as AWS puts it on the wire: `{"__type": code, "message"}` with its HTTP status. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

export const validation = (message: string) => new AwsError("ValidationException", message)

/** A JSON object of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The string under a key, or undefined. */
export const text = (input: Json, key: string): string | undefined => {
  const value = input[key]
  return typeof value === "string" ? value : undefined
}

/** The string under a required key; refuses the request as AWS does when it is missing. */
export const required = (input: Json, key: string): string => {
  const value = text(input, key)
  if (value !== undefined && value !== "") return value
  const member = key.charAt(0).toLowerCase() + key.slice(1)
  throw validation(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  )
}

/** Part of a list from where the last page ended: AWS's NextToken and Limit. */
export const page = <A>(
  all: ReadonlyArray<A>,
  input: Json,
): { items: ReadonlyArray<A>; next: { NextToken?: string } } => {
  const limit = typeof input["Limit"] === "number" ? input["Limit"] : 100
  if (limit < 1 || limit > 100) {
    const bound = limit < 1 ? "greater than or equal to 1" : "less than or equal to 100"
    throw validation(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
    )
  }
  const from = Number(Buffer.from(text(input, "NextToken") ?? "", "base64").toString() || 0)
  const until = from + limit
  const next = until < all.length ? { NextToken: Buffer.from(String(until)).toString("base64") } : {}
  return { items: all.slice(from, until), next }
}
