import { StripeFailure } from "./Errors.ts"

/** Accepts the account's secret key as a bearer token, or as the user name of basic authentication. */
export const authorize = (header: string | undefined, secretKey: string): void => {
  const [scheme, credentials] = (header ?? "").split(" ")
  if (!scheme || !credentials) {
    throw unauthorized("You did not provide an API key. Send it in the Authorization header, as a bearer token.")
  }
  const key =
    scheme.toLowerCase() === "basic"
      ? (Buffer.from(credentials, "base64").toString("utf8").split(":")[0] ?? "")
      : credentials
  if (key !== secretKey) throw unauthorized(`Invalid API Key provided: ${masked(key)}`)
}

/** Refuses what is no version of the API. Any real one is answered, in the only version that is emulated. */
export const checkVersion = (version: string | undefined): void => {
  if (version === undefined || /^\d{4}-\d{2}-\d{2}(\.\w+)?$/.test(version)) return
  throw new StripeFailure(400, {
    type: "invalid_request_error",
    message: `Invalid Stripe API version: ${version}`,
  })
}

const unauthorized = (message: string): StripeFailure =>
  new StripeFailure(401, { type: "invalid_request_error", message })

const masked = (key: string): string => (key.length <= 12 ? "****" : `${key.slice(0, 8)}****${key.slice(-4)}`)
