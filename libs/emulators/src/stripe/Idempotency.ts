import { createHash } from "node:crypto"
import { invalid, StripeFailure } from "./Errors.ts"
import { leaves, type FormFields } from "./Form.ts"
import type { Documents } from "./Transactions.ts"

/** An answer kept under its idempotency key. Times in milliseconds since 1970. */
export interface KeptAnswer {
  readonly endpoint: string
  readonly paramsHash: string
  readonly status: number
  readonly body: string
  readonly requestId: string
  readonly keptAt: number
}

const keptFor = 24 * 60 * 60 * 1000

/** The kept answers, and which keys are being worked on now. */
export class Idempotency {
  readonly #kept: Documents<KeptAnswer>
  readonly #inFlight = new Map<string, { endpoint: string; paramsHash: string }>()

  constructor(kept: Documents<KeptAnswer>) {
    this.#kept = kept
  }

  /** The kept answer to replay, or undefined when the request is to run; then `end` must follow. Throws on misuse of the key. */
  begin(key: string, endpoint: string, fields: FormFields, now: number): KeptAnswer | undefined {
    if (key.length > 255) throw invalid("Idempotency keys can have up to 255 characters.", { param: "Idempotency-Key" })
    const paramsHash = hashOf(fields)
    const kept = this.#kept.get(key)
    const valid = kept !== undefined && now - kept.keptAt < keptFor ? kept : undefined
    const running = this.#inFlight.get(key)
    const first = running ?? valid
    if (first) rejectMisuse(key, first, { endpoint, paramsHash })
    if (running) {
      throw new StripeFailure(409, {
        type: "invalid_request_error",
        code: "idempotency_key_in_use",
        message: `There is currently another in-progress request using this Idempotency Key (${key}). Please try again later.`,
      })
    }
    if (!valid) this.#inFlight.set(key, { endpoint, paramsHash })
    return valid
  }

  /** Keeps the answer unless it says that the request was not valid: such a request has not been executed. */
  end(key: string, fields: FormFields, answer: Omit<KeptAnswer, "paramsHash">): void {
    this.#inFlight.delete(key)
    if (answer.status < 400 || answer.status === 402 || answer.status >= 500) {
      this.#kept.put(key, { ...answer, paramsHash: hashOf(fields) })
    }
  }
}

const hashOf = (fields: FormFields): string =>
  createHash("sha256")
    .update(JSON.stringify(leaves(fields)))
    .digest("hex")

interface Use {
  readonly endpoint: string
  readonly paramsHash: string
}

const rejectMisuse = (key: string, first: Use, now: Use): void => {
  const refuse = (message: string) => {
    throw new StripeFailure(400, { type: "idempotency_error", message })
  }
  const otherwise = `Try using a key other than '${key}' if you meant to execute a different request.`
  if (first.endpoint !== now.endpoint) {
    refuse(
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${now.endpoint}' vs '${first.endpoint}'). ${otherwise}`,
    )
  }
  if (first.paramsHash !== now.paramsHash) {
    refuse(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. ${otherwise}`,
    )
  }
}
