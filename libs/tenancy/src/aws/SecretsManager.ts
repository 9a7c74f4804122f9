import { credentials } from "./Credentials.ts"
import { textsOf } from "./Texts.ts"
import { signedHeaders, timeOf } from "./SignatureV4.ts"

/** A secret that holds a JSON object of texts. Fails with one sentence that names the secret and shows nothing of it. */
export const secretFields = async (secret: string, region: string): Promise<Readonly<Record<string, string>>> => {
  const host = `secretsmanager.${region}.amazonaws.com`
  const url = new URL(process.env["AWS_ENDPOINT_URL"] ?? `https://${host}`)
  const body = JSON.stringify({ SecretId: secret })
  const scope = { credentials: await credentials(), region, service: "secretsmanager", time: timeOf(Date.now()) }
  const headers = signedHeaders(
    scope,
    { "content-type": "application/x-amz-json-1.1", host: url.host, "x-amz-target": "secretsmanager.GetSecretValue" },
    body,
  )
  const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(10_000) })
  const answer = textsOf(await response.json())
  const text = answer["SecretString"]
  if (!response.ok || text === undefined)
    throw new Error(`The secret ${secret} cannot be read: ${answer["__type"] ?? response.status}`)
  return fieldsOf(secret, text)
}

const fieldsOf = (secret: string, text: string): Readonly<Record<string, string>> => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === "object") return textsOf(value)
  } catch {
    // Said below, without the text: it may hold half a key.
  }
  throw new Error(`The secret ${secret} is not a JSON object`)
}
