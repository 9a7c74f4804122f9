import { randomUUID } from "node:crypto"
import { compactVerify, exportJWK, generateKeyPair, importJWK, SignJWT } from "jose"
import type { CryptoKey, JWK as PrivateJwk, JWTPayload } from "jose"
import type { JWK } from "stytch"
import type { Store } from "../kit/Store.ts"

export interface SigningKey {
  readonly jwk: JWK
  /** For 5 minutes, unless `seconds` says otherwise. */
  sign(claims: JWTPayload, subject: string, seconds?: number): Promise<string>
  /** The claims of a JWT we signed, expired or not; undefined for any other. */
  read(jwt: string): Promise<JWTPayload | undefined>
}

const lifetimeSeconds = 300

const asKey = async (jwk: PrivateJwk): Promise<CryptoKey> => {
  const key = await importJWK(jwk, "RS256")
  if (key instanceof Uint8Array) throw new Error("The stored signing key is not an RSA key")
  return key
}

/**
 * The project's key for session JWTs, made once and kept, because verifiers cache it. JWTs live 5 minutes of the machine's time, not
 * the emulator's: services check them with the machine's.
 */
export const loadSigningKey = async (store: Store, projectId: string): Promise<SigningKey> => {
  const keys = store.collection<PrivateJwk>("stytch-keys")
  if (!keys.get("session")) {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true })
    keys.put("session", { ...(await exportJWK(privateKey)), kid: `jwk-test-${randomUUID()}` })
  }
  const stored = keys.get("session") ?? {}
  const { kid = "", kty = "", n = "", e = "" } = stored
  const privateKey = await asKey(stored)
  const publicKey = await asKey({ kty, n, e })
  const issuer = `stytch.com/${projectId}`
  return {
    jwk: { kty, use: "sig", key_ops: ["verify"], alg: "RS256", kid, n, e, x5c: [], x5tS256: "" },
    sign: (claims, subject, seconds = lifetimeSeconds) => {
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT(claims)
        .setProtectedHeader({ alg: "RS256", kid, typ: "JWT" })
        .setIssuer(issuer)
        .setAudience([projectId])
        .setSubject(subject)
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + seconds)
        .sign(privateKey)
    },
    read: (jwt) =>
      compactVerify(jwt, publicKey).then(
        ({ payload }): JWTPayload => JSON.parse(new TextDecoder().decode(payload)),
        () => undefined,
      ),
  }
}
