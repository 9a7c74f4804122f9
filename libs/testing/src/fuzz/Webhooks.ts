import { webhookRoutes, type WebhookRoute } from "@tango/contracts/Topology"
import { credentials } from "@tango/local/Environment"
import { createHmac, randomUUID } from "node:crypto"
import { brokenBytes, brokenJson } from "./Hostile.ts"
import type { Random } from "./Random.ts"

/** A provider's webhook as the load balancer hands it to the function. */
export interface WebhookCall {
  readonly functionName: string
  readonly event: Readonly<Record<string, unknown>>
}

const svix = (secret: string, body: string): Record<string, string> => {
  const id = `msg_${randomUUID()}`
  const timestamp = String(Math.floor(Date.now() / 1000))
  const key = Buffer.from(secret.replace("whsec_", ""), "base64")
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")
  return { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` }
}

const stripe = (body: string): Record<string, string> => {
  const t = Math.floor(Date.now() / 1000)
  const signature = createHmac("sha256", credentials.stripe.webhookSecret).update(`${t}.${body}`).digest("hex")
  return { "stripe-signature": `t=${t},v1=${signature}` }
}

const sign: Readonly<Record<WebhookRoute["provider"], (body: string) => Record<string, string>>> = {
  stytch: (body) => svix(credentials.stytch.webhookSecret, body),
  resend: (body) => svix(credentials.resend.webhookSecret, body),
  stripe,
}

const bodies: Readonly<Record<WebhookRoute["provider"], ReadonlyArray<unknown>>> = {
  stytch: ["CREATE", "UPDATE", "DELETE"].map((action) => ({
    event_id: "event-test-0f6b4b5e-7d0c-4d3e-9f57-3e4a4b4b0d11",
    action,
    source: "DIRECT",
    object_type: "member",
    id: "member-test-32fc5024-9c09-4da3-bd2e-c9ce4da9375f",
    member: { organization_id: "organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62" },
  })),
  stripe: ["customer.subscription.updated", "invoice.paid", "checkout.session.completed"].map((type) => ({
    id: "evt_1RZ5mIEjUN6mVZ2p",
    object: "event",
    type,
    data: {
      object: { id: "sub_1RZ5mIEjUN6mVZ2p", object: "subscription", customer: "cus_1", metadata: { traceparent: "x" } },
    },
  })),
  resend: ["email.delivered", "email.bounced", "domain.created"].map((type) => ({
    type,
    created_at: "2026-11-22T10:00:00Z",
    data: { email_id: "ae2014de-c168-4c61-8267-70d2662a1ce1" },
  })),
}

const brokenHeaders = (random: Random, headers: Record<string, string>): Record<string, string> => {
  const entries = Object.entries(headers)
  const [name] = random.pick(entries)
  return random.pick([
    () => ({}),
    () => ({ ...headers, [name]: "" }),
    () => ({ ...headers, [name]: "t=abc,v1=zz,v1=,," }),
    () => ({ ...headers, [name]: "x".repeat(5_000) }),
    () => ({ ...headers, [name]: `${headers[name] ?? ""}\ud800` }),
  ])()
}

/** A webhook of a provider as it should be. */
export const webhookCallOf = (provider: WebhookRoute["provider"], payload: object): WebhookCall => {
  const route = webhookRoutes.find((candidate) => candidate.provider === provider)
  const body = JSON.stringify(payload)
  const event = { httpMethod: "POST", path: route?.path, headers: sign[provider](body), body, isBase64Encoded: false }
  return { functionName: route?.functionName ?? "none", event }
}

/** Webhooks of every provider: mostly signed as the provider signs, since what is not ends at the door. */
export const webhookCall = (random: Random): WebhookCall => {
  const { functionName, path, provider } = random.pick(webhookRoutes)
  const sample = random.pick(bodies[provider])
  const json = JSON.stringify(sample)
  const body = random.chance(0.3)
    ? json
    : random.chance(0.7)
      ? brokenJson(random, sample)
      : brokenBytes(random, json).toString("utf8")
  const headers = sign[provider](body)
  const encoded = random.chance(0.3)
  return {
    functionName,
    event: {
      httpMethod: random.chance(0.03) ? random.pick(["GET", "HEAD", "PUT"]) : "POST",
      path,
      headers: random.chance(0.15) ? brokenHeaders(random, headers) : headers,
      body: random.chance(0.02) ? null : encoded ? Buffer.from(body).toString("base64") : body,
      isBase64Encoded: encoded,
    },
  }
}
