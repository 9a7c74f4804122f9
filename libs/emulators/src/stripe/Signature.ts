import { createHmac, randomBytes } from "node:crypto"

/** The `Stripe-Signature` of a body sent at `seconds`; `v0` is the meaningless extra that test mode sends. */
export const signatureHeader = (body: string, secret: string, seconds: number): string => {
  const signature = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")
  return `t=${seconds},v1=${signature},v0=${randomBytes(32).toString("hex")}`
}
