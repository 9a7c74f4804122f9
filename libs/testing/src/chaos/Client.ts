import { randomUUID } from "node:crypto"
import { control, eventually, type Stage } from "./Stage.ts"

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** An answer that a client in its right mind does not repeat its question after. */
export class Refused extends Error {}

interface Question {
  readonly token?: string
  readonly body?: object
  /** Answers that are an end as well as a 2xx is. */
  readonly also?: ReadonlyArray<number>
}

/** How long a client is patient, in seconds: all that is down comes back sooner. */
const patience = 60

/** A client as patient as one should be: the same request with the same key, again while the answer is none, a 5xx or a 429. */
export const makeClient = ({ endpoints }: Stage) => {
  const ask = (method: string, path: string, { also = [], body, token }: Question = {}): Promise<Answer> => {
    const headers = {
      "idempotency-key": randomUUID(),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    return eventually(`${method} ${path}`, patience, async () => {
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
      const response = await fetch(endpoints.gateway + path, { ...init, signal: AbortSignal.timeout(10_000) })
      const text = await response.text()
      if (response.status >= 500 || response.status === 429) return undefined
      const json = response.headers.get("content-type")?.includes("json") === true
      return { status: response.status, body: json ? JSON.parse(text) : undefined }
    }).then((answer) => {
      if (answer.status < 300 || also.includes(answer.status)) return answer
      throw new Refused(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    })
  }

  /** What the newest mail with a link proves. */
  const proof = (email: string) =>
    eventually(`A link for ${email}`, patience, async () => {
      const mails = await control<{ data: ReadonlyArray<{ text: string | null; createdAt: string }> }>(
        `${endpoints.resend.url}/_emulator/mail?to=${encodeURIComponent(email)}`,
      )
      const link = mails?.data.flatMap(({ text }) => /https?:\/\/\S*token=\S+/u.exec(text ?? "") ?? [])[0]
      if (link === undefined) return undefined
      const { searchParams } = new URL(link)
      return { tokenType: searchParams.get("stytch_token_type"), token: searchParams.get("token") }
    })

  return { ask, proof }
}

export type Client = ReturnType<typeof makeClient>
