import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { createHmac, timingSafeEqual } from "node:crypto"
import { SignatureInvalid } from "./Webhook.ts"

const toleranceSeconds = 300

/**
 * Checks a Svix signature (`svix-id`, `svix-timestamp`, `svix-signature`) on the raw body, with both bounds of the time window;
 * gives the message's id, which is the same on every retry. The secret is `whsec_` and a base64 key.
 */
export const verifySvix = (
  secret: Redacted.Redacted,
  body: string,
  headers: Readonly<Record<string, string | undefined>>,
): Effect.Effect<string, SignatureInvalid> =>
  Effect.suspend(() => {
    const { "svix-id": id = "", "svix-signature": signatures = "", "svix-timestamp": timestamp = "" } = headers
    const age = Math.abs(Date.now() / 1000 - Number(timestamp))
    const key = Buffer.from(Redacted.value(secret).replace(/^whsec_/, ""), "base64")
    if (id === "" || !(age <= toleranceSeconds) || key.length === 0) return new SignatureInvalid({})
    const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest()
    const genuine = signatures
      .split(" ")
      .filter((signature) => signature.startsWith("v1,"))
      .map((signature) => Buffer.from(signature.slice(3), "base64"))
      .some((candidate) => candidate.length === expected.length && timingSafeEqual(candidate, expected))
    return genuine ? Effect.succeed(id) : new SignatureInvalid({})
  })
