import { type Finding, finding, type Variables } from "./Finding.ts"

type Row = Readonly<Record<string, unknown>>

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null

const rowsOf = (body: unknown): ReadonlyArray<Row> =>
  isRow(body) && Array.isArray(body["data"]) ? body["data"].filter(isRow) : []

/** Asks a vendor and judges its answer; a key that may not read is a warning, silence or a refused key is a fault. */
const asked = async (
  subject: string,
  url: string,
  key: string,
  judge: (body: unknown) => Finding,
): Promise<Finding> => {
  try {
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(10_000),
    })
    const text = await answer.text()
    if (answer.ok) return judge(JSON.parse(text))
    return answer.status === 403 || text.includes("restricted_api_key")
      ? finding("warning", subject, "the key may not read this; check it in the vendor's dashboard")
      : finding("fault", subject, `answered ${answer.status}; check the key`)
  } catch {
    return finding("fault", subject, "gave no answer that can be read; check the network and the base URL")
  }
}

const endpointAt = (subject: string, field: string, wanted: string) => (body: unknown) => {
  const row = rowsOf(body).find((one) => one[field] === wanted)
  if (row === undefined) return finding("fault", subject, `none goes to ${wanted}; add it in the vendor's dashboard`)
  return row["status"] === "enabled"
    ? finding("ok", subject, `goes to ${wanted}`)
    : finding("fault", subject, `${wanted} is not enabled; enable it in the vendor's dashboard`)
}

const stripe = (env: Variables, key: string) => {
  const base = env["STRIPE_BASE_URL"] || "https://api.stripe.com"
  const wanted = `${env["PUBLIC_URL"] ?? ""}/webhooks/stripe`
  return [
    asked("Stripe account", `${base}/v1/account`, key, () => finding("ok", "Stripe account", "answers to the key")),
    asked("Stripe webhook", `${base}/v1/webhook_endpoints?limit=100`, key, endpointAt("Stripe webhook", "url", wanted)),
  ]
}

const resend = (env: Variables, key: string) => {
  const base = env["RESEND_BASE_URL"] || "https://api.resend.com"
  const domain = /@([^@>\s]+)>?$/u.exec(env["EMAIL_FROM"] ?? "")?.[1]
  const wanted = `${env["PUBLIC_URL"] ?? ""}/webhooks/resend`
  const subject = "Resend domain"
  return [
    asked(subject, `${base}/domains`, key, (body) =>
      rowsOf(body).some((row) => row["name"] === domain && row["status"] === "verified")
        ? finding("ok", subject, `${domain} is verified`)
        : finding("fault", subject, `${domain ?? "EMAIL_FROM's domain"} is not verified; verify it in Resend`),
    ),
    asked("Resend webhook", `${base}/webhooks`, key, endpointAt("Resend webhook", "endpoint", wanted)),
  ]
}

/** What Stripe and Resend say of the account that the variables name; a vendor without a key is not asked. */
export const vendors = (env: Variables): Promise<ReadonlyArray<Finding>> => {
  const stripeKey = env["STRIPE_SECRET_KEY"]
  const resendKey = env["EMAIL_PROVIDER"] === "ses" ? undefined : env["RESEND_API_KEY"]
  return Promise.all([...(stripeKey ? stripe(env, stripeKey) : []), ...(resendKey ? resend(env, resendKey) : [])])
}
