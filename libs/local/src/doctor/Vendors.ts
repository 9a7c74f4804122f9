import { asked, type Question, rowsOf } from "./Asking.ts"
import { type Finding, finding, type Variables } from "./Finding.ts"

interface Endpoint {
  readonly subject: string
  /** The field that holds the address. */
  readonly field: "url" | "endpoint"
  readonly wanted: string
  readonly eventsField: "enabled_events" | "events"
  readonly events: ReadonlyArray<string>
}

/** The webhook endpoint that goes to us: there, enabled, and told of everything that we react to. */
const endpointAt =
  ({ events, eventsField, field, subject, wanted }: Endpoint) =>
  (body: unknown): Finding => {
    const row = rowsOf(body).find((one) => one[field] === wanted)
    if (row === undefined) return finding("fault", subject, `none goes to ${wanted}; add it in the vendor's dashboard`)
    if (row["status"] !== "enabled")
      return finding("fault", subject, `${wanted} is not enabled; enable it in the vendor's dashboard`)
    const listed = row[eventsField]
    const told: ReadonlyArray<unknown> = Array.isArray(listed) ? listed : []
    const missing = told.includes("*") ? [] : events.filter((event) => !told.includes(event))
    return missing.length === 0
      ? finding("ok", subject, `goes to ${wanted}, with all events`)
      : finding("fault", subject, `is not told of ${missing.join(", ")}; add them in the vendor's dashboard`)
  }

const stripe = (env: Variables, key: string, events: ReadonlyArray<string>): ReadonlyArray<Question> => {
  const base = env["STRIPE_BASE_URL"] || "https://api.stripe.com"
  const authorization = `Bearer ${key}`
  const endpoint = {
    subject: "Stripe webhook",
    field: "url",
    wanted: `${env["PUBLIC_URL"] ?? ""}/webhooks/stripe`,
    eventsField: "enabled_events",
    events,
  } as const
  const account = {
    subject: "Stripe account",
    url: `${base}/v1/account`,
    authorization,
    judge: () => finding("ok", "Stripe account", "answers to the key"),
  }
  const webhooks = `${base}/v1/webhook_endpoints?limit=100`
  return env["STRIPE_EVENT_SOURCE"]
    ? [account]
    : [account, { subject: endpoint.subject, url: webhooks, authorization, judge: endpointAt(endpoint) }]
}

const resendEvents = ["email.delivered", "email.bounced", "email.complained"]

const resend = (env: Variables, key: string): ReadonlyArray<Question> => {
  const base = env["RESEND_BASE_URL"] || "https://api.resend.com"
  const authorization = `Bearer ${key}`
  const domain = /@([^@>\s]+)>?$/u.exec(env["EMAIL_FROM"] ?? "")?.[1]
  const endpoint = {
    subject: "Resend webhook",
    field: "endpoint",
    wanted: `${env["PUBLIC_URL"] ?? ""}/webhooks/resend`,
    eventsField: "events",
    events: resendEvents,
  } as const
  const subject = "Resend domain"
  const judgeDomain = (body: unknown) =>
    rowsOf(body).some((row) => row["name"] === domain && row["status"] === "verified")
      ? finding("ok", subject, `${domain} is verified`)
      : finding("fault", subject, `${domain ?? "EMAIL_FROM's domain"} is not verified; verify it in Resend`)
  return [
    { subject, url: `${base}/domains`, authorization, judge: judgeDomain },
    { subject: endpoint.subject, url: `${base}/webhooks`, authorization, judge: endpointAt(endpoint) },
  ]
}

const stytchRoles = ["member", "viewer"]

const stytch = (env: Variables, project: string): ReadonlyArray<Question> => {
  const own = project.startsWith("project-live-") ? "https://api.stytch.com" : "https://test.stytch.com"
  const base = `${env["STYTCH_BASE_URL"] || own}/v1/b2b`
  const authorization = `Basic ${Buffer.from(`${project}:${env["STYTCH_SECRET"] ?? ""}`).toString("base64")}`
  const judgeKeys = (body: unknown) =>
    rowsOf(body, "keys").length > 0
      ? finding("ok", "Stytch project", "has keys for its sessions")
      : finding("fault", "Stytch project", "has no keys; check STYTCH_PROJECT_ID")
  const judgeRoles = (body: unknown) => {
    const policy = Object(body)["policy"]
    const known = rowsOf(policy, "roles").map((role) => role["role_id"])
    const missing = stytchRoles.filter((role) => !known.includes(role))
    return missing.length === 0
      ? finding("ok", "Stytch roles", `${stytchRoles.join(" and ")} are there`)
      : finding("fault", "Stytch roles", `has no ${missing.join(", ")}; add it under RBAC in Stytch's dashboard`)
  }
  return [
    { subject: "Stytch project", url: `${base}/sessions/jwks/${project}`, judge: judgeKeys },
    { subject: "Stytch roles", url: `${base}/rbac/policy`, authorization, judge: judgeRoles },
  ]
}

/** What Stytch, Stripe and Resend say of what the variables name; a vendor without a key is not asked. */
export const vendors = (env: Variables, stripeEvents: ReadonlyArray<string>): Promise<ReadonlyArray<Finding>> => {
  const { RESEND_API_KEY, STRIPE_SECRET_KEY, STYTCH_PROJECT_ID } = env
  // Stripe's and Resend's emulators send webhooks by themselves, take any sender, and have no account to look at.
  const isReal = env["TANGO_ENV"] !== "local"
  const questions = [
    ...(STYTCH_PROJECT_ID ? stytch(env, STYTCH_PROJECT_ID) : []),
    ...(isReal && STRIPE_SECRET_KEY ? stripe(env, STRIPE_SECRET_KEY, stripeEvents) : []),
    ...(isReal && RESEND_API_KEY && env["EMAIL_PROVIDER"] !== "ses" ? resend(env, RESEND_API_KEY) : []),
  ]
  return Promise.all(questions.map(asked))
}
