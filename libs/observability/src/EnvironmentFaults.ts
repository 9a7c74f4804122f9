import { settings } from "./Settings.ts"

/** What is wrong with a process's configuration: the variable, and what is expected of it; never the value. */
export interface StartProblem {
  readonly variable: string
  readonly problem: string
}

type Environment = Readonly<Record<string, string | undefined>>

export const expectedOf = (variable: string): string => settings[variable]?.expected ?? "a value"

const localWord = /(^|[^A-Za-z0-9])local([^A-Za-z0-9]|$)/u
const localProject = "00000000-0000-4000-8000-000000000000"
const withTls = /^PUBLIC_URL$|_BASE_URL$|^SES_ENDPOINT$/u
const localHost = /^(localhost|127\.|\[::1\])/u

/** Whether a secret is one of those that every developer's machine has; webhook secrets carry the word inside their base64. */
const isLocal = (value: string): boolean => {
  const encoded = /^whsec_([A-Za-z0-9+/]+=*)$/u.exec(value)?.[1] ?? ""
  return [value, Buffer.from(encoded, "base64").toString("latin1")].some(
    (text) => localWord.test(text) || text.includes(localProject),
  )
}

const localProblem = (variable: string, value: string): string | undefined => {
  const setting = settings[variable]
  if (setting?.secret === true && isLocal(value.replace(/^(postgres(?:ql)?:\/\/[^@]*).*$/u, "$1"))) {
    return "is a local credential"
  }
  const host = /^[a-z]+:/u.test(value) ? URL.parse(value)?.host : undefined
  if (variable.endsWith("_URL") && host !== undefined && localHost.test(host)) return "is an address of this machine"
  return withTls.test(variable) && value.startsWith("http:") ? "is without TLS" : undefined
}

const regionOf = (value: string): string | undefined =>
  /[./]([a-z]{2}(?:-[a-z]+)+-\d)\.(?:rds\.)?amazonaws\.com/u.exec(value)?.[1]

const regionProblem = (env: Environment, value: string): string | undefined => {
  const region = regionOf(value)
  return region === undefined || env["AWS_REGION"] === undefined || region === env["AWS_REGION"]
    ? undefined
    : "is in another region than AWS_REGION says"
}

/**
 * What is wrong with the variables that are set: shapes, regions that disagree, and, unless `TANGO_ENV` is "local" (not set, it
 * counts as production), what only a developer's machine has. Empty counts as not set.
 */
export const environmentFaults = (env: Environment): ReadonlyArray<StartProblem> => {
  const local = env["TANGO_ENV"] === "local"
  return Object.entries(settings).flatMap(([variable, { expected, fits }]): ReadonlyArray<StartProblem> => {
    const value = env[variable]
    if (value === undefined || value === "") return []
    const problem = !fits(value)
      ? "is malformed"
      : (regionProblem(env, value) ??
        (local
          ? undefined
          : localProblem(variable, value)?.concat(` and TANGO_ENV is ${env["TANGO_ENV"] || "production"}`)))
    return problem === undefined ? [] : [{ variable, problem: `${problem}; expected ${expected}` }]
  })
}
