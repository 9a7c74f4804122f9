import { createHmac } from "node:crypto"

/** The three headers of a Svix-signed webhook. `secret` is `whsec_` and base64; the signature covers the id, the time and the exact body. */
export const svixHeaders = (secret: string, id: string, body: string, at: Date = new Date()) => {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64")
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")
  return { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` }
}
