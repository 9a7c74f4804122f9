import { importJWK, type JWK, SignJWT } from "jose"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { dataDir } from "./RunningStack.ts"

type Part = Readonly<Record<string, unknown>>

const encode = (part: Part) => Buffer.from(JSON.stringify(part)).toString("base64url")
const decode = (part: string | undefined): Part => JSON.parse(Buffer.from(part ?? "", "base64url").toString())

export const claimsOf = (jwt: string): Part => decode(jwt.split(".")[1])
export const headerOf = (jwt: string): Part => decode(jwt.split(".")[0])

/** A token whose header and claims are as given, with any signature. */
export const tokenOf = (header: Part, claims: Part, signature: string) =>
  `${encode(header)}.${encode(claims)}.${signature}`

/** The key with which the stack's Stytch signs, from its store: so that a token can be wrong in one thing and in nothing else. */
const stytchKey = (): JWK => {
  const store = new DatabaseSync(join(dataDir, "emulators", "emulators.sqlite"), { readOnly: true })
  try {
    const row = store.prepare("select body from documents where kind = 'stytch-keys' and id = 'session'").get()
    return JSON.parse(String(row?.["body"]))
  } finally {
    store.close()
  }
}

/** A token of Stytch's with some claims changed, signed with Stytch's own key. */
export const resigned = async (jwt: string, changed: Part): Promise<string> => {
  const { alg = "RS256", ...header } = headerOf(jwt)
  return new SignJWT({ ...claimsOf(jwt), ...changed })
    .setProtectedHeader({ ...header, alg: String(alg) })
    .sign(await importJWK(stytchKey(), "RS256"))
}
