import { environmentFaults, expectedOf } from "@tango/observability/EnvironmentFaults"
import { type Finding, finding, type Variables } from "./Finding.ts"

/** What the doctor is told of every environment. */
export const always = [
  "PUBLIC_URL",
  "STYTCH_PROJECT_ID",
  "STYTCH_SECRET",
  "STYTCH_PUBLIC_TOKEN",
  "STYTCH_WEBHOOK_SECRET",
  "STRIPE_SECRET_KEY",
  "EMAIL_FROM",
]
const forResend = ["RESEND_API_KEY", "RESEND_WEBHOOK_SECRET"]
const withMode = ["STYTCH_PROJECT_ID", "STYTCH_SECRET", "STYTCH_PUBLIC_TOKEN", "STRIPE_SECRET_KEY"]

const modeOf = (value: string | undefined) => /[-_](test|live)[-_]/u.exec(value ?? "")?.[1]

const modes = (env: Variables): Finding => {
  const found = withMode.flatMap((variable) => {
    const mode = modeOf(env[variable])
    return mode === undefined ? [] : [{ variable, mode }]
  })
  const told = found.map(({ variable, mode }) => `${variable} is ${mode}`).join(", ")
  if (new Set(found.map(({ mode }) => mode)).size > 1) {
    return finding("fault", "modes", `${told}; take all keys from test or all from live`)
  }
  if (env["TANGO_ENV"] === "production" && found.some(({ mode }) => mode === "test")) {
    return finding("warning", "modes", "TANGO_ENV is production and the keys are test keys; take the live ones")
  }
  return finding("ok", "modes", found[0] === undefined ? "no key tells its mode" : `all keys are ${found[0].mode}`)
}

/** The variables by themselves: there, of the right shape, and all of one mode. Never tells a value. */
export const configuration = (env: Variables): ReadonlyArray<Finding> => {
  const wanted = [
    ...always,
    ...(env["STRIPE_EVENT_SOURCE"] ? [] : ["STRIPE_WEBHOOK_SECRET"]),
    ...(env["EMAIL_PROVIDER"] === "ses" ? [] : forResend),
  ]
  const malformed = environmentFaults(env)
  return [
    ...wanted.flatMap((variable): ReadonlyArray<Finding> => {
      if (!env[variable]) return [finding("fault", variable, `is missing; expected ${expectedOf(variable)}`)]
      return malformed.some((fault) => fault.variable === variable) ? [] : [finding("ok", variable, "is set")]
    }),
    ...malformed.map(({ variable, problem }) => finding("fault", variable, problem)),
    modes(env),
  ]
}
