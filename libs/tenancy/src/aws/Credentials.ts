import { textsOf } from "./Texts.ts"

/** Keys of AWS that a process has for a while. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expires?: number
}

const minutes = 60_000
let known: Credentials | undefined

const missing = (name: string): never => {
  throw new Error(`AWS gave the task no ${name}`)
}

/** As ECS gives them to a task: for some hours, from an address that only the task reaches. */
const ofTask = async (path: string): Promise<Credentials> => {
  const response = await fetch(`http://169.254.170.2${path}`, { signal: AbortSignal.timeout(5_000) })
  const body = textsOf(await response.json())
  const text = (name: string) => body[name] ?? missing(name)
  return {
    accessKeyId: text("AccessKeyId"),
    secretAccessKey: text("SecretAccessKey"),
    sessionToken: text("Token"),
    expires: Date.parse(text("Expiration")),
  }
}

/** The credentials of this task, function or shell; those of a task are asked for anew before they end. */
export const credentials = async (): Promise<Credentials> => {
  if (known !== undefined && (known.expires ?? Number.POSITIVE_INFINITY) > Date.now() + 5 * minutes) return known
  const { AWS_ACCESS_KEY_ID, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } =
    process.env
  if (AWS_ACCESS_KEY_ID !== undefined && AWS_SECRET_ACCESS_KEY !== undefined) {
    const keys = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY }
    return AWS_SESSION_TOKEN === undefined ? keys : { ...keys, sessionToken: AWS_SESSION_TOKEN }
  }
  if (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI === undefined) throw new Error("There are no AWS credentials")
  known = await ofTask(AWS_CONTAINER_CREDENTIALS_RELATIVE_URI)
  return known
}
