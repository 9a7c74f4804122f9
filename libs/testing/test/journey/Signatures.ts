import { credentials } from "@tango/local/Environment"
import { createHmac } from "node:crypto"

/** Signed with what, when (seconds since 1970), and under which message id where the provider has one. */
interface Signing {
  readonly secret?: string
  readonly at?: number
  readonly id: string
}
type Headers = Readonly<Record<string, string>>

export const now = () => Math.floor(Date.now() / 1000)

const svix =
  (configured: string) =>
  (body: string, { secret = configured, at = now(), id }: Signing): Headers => {
    const key = Buffer.from(secret.replace(/^whsec_/u, ""), "base64")
    const signature = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64")
    return { "svix-id": id, "svix-timestamp": String(at), "svix-signature": `v1,${signature}` }
  }

const stripe = (body: string, { secret = credentials.stripe.webhookSecret, at = now() }: Signing): Headers => ({
  "stripe-signature": `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`,
})

/** How each provider signs its webhooks: the headers of a body. */
export const signers = {
  stytch: svix(credentials.stytch.webhookSecret),
  stripe,
  resend: svix(credentials.resend.webhookSecret),
}
export type Provider = keyof typeof signers
