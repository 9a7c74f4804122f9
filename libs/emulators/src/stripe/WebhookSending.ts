import { signatureHeader } from "./Signature.ts"
import type { EventDestination, WebhookEndpoint } from "./Wire.ts"

/** Where events go: `events` holds their types, or `*`. */
export interface Target {
  readonly id: string
  readonly url: string
  readonly secret: string
  readonly events: ReadonlyArray<string>
}

/** The configured receiver, and the endpoints and event destinations made through the API that are enabled. */
export const targetsOf = (
  configured: Target | undefined,
  endpoints: ReadonlyArray<WebhookEndpoint>,
  destinations: ReadonlyArray<EventDestination> = [],
): ReadonlyArray<Target> => {
  const registered = endpoints.flatMap(({ id, url, secret, status, enabled_events: events }) =>
    status === "enabled" && secret !== undefined ? [{ id, url, secret, events }] : [],
  )
  const addressed = destinations.flatMap(({ id, status, enabled_events: events, webhook_endpoint: endpoint }) =>
    status === "enabled" && endpoint?.url !== undefined && endpoint.signing_secret !== undefined
      ? [{ id, url: endpoint.url, secret: endpoint.signing_secret, events }]
      : [],
  )
  return [...(configured ? [configured] : []), ...registered, ...addressed]
}

/** In milliseconds. */
const answerWithin = 10_000

/** True for a 2xx answer in time. Signed anew each time with the machine's clock, by which receivers judge the age. */
export const send = async (target: Target, event: object, stop: AbortSignal): Promise<boolean> => {
  const body = JSON.stringify(event, null, 2)
  try {
    const response = await fetch(target.url, {
      method: "POST",
      redirect: "manual",
      body,
      signal: AbortSignal.any([AbortSignal.timeout(answerWithin), stop]),
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "stripe-signature": signatureHeader(body, target.secret, Math.floor(Date.now() / 1000)),
      },
    })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
