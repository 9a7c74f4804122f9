import { type Finding, finding } from "./Finding.ts"

export type Row = Readonly<Record<string, unknown>>

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null

/** The rows of a field of an answer; none where it is of another shape. */
export const rowsOf = (body: unknown, field = "data"): ReadonlyArray<Row> => {
  const rows = isRow(body) ? body[field] : undefined
  return Array.isArray(rows) ? rows.filter(isRow) : []
}

export interface Question {
  readonly subject: string
  readonly url: string
  readonly authorization?: string
  readonly judge: (body: unknown) => Finding
}

/** Asks a vendor and judges its answer; a key that may not read is a warning, silence or a refused key is a fault. */
export const asked = async ({ authorization, judge, subject, url }: Question): Promise<Finding> => {
  try {
    const answer = await fetch(url, {
      headers: authorization === undefined ? {} : { authorization },
      signal: AbortSignal.timeout(10_000),
    })
    const text = await answer.text()
    if (answer.ok) return judge(JSON.parse(text))
    const mayNotRead = answer.status === 403 && !text.includes("invalid_api_key")
    return mayNotRead || text.includes("restricted_api_key")
      ? finding("warning", subject, "the key may not read this; check it in the vendor's dashboard")
      : finding("fault", subject, `answered ${answer.status}; check the key`)
  } catch {
    return finding("fault", subject, "gave no answer that can be read; check the network and the base URL")
  }
}
