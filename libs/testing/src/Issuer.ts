import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export interface Claims {
  readonly organizationId: string
  readonly memberId?: string
  /** Stytch's role ids; an admin's unless told. */
  readonly roles?: ReadonlyArray<string>
  /** Seconds from now; 300 unless told, negative for a token that has expired. */
  readonly expiresIn?: number
  readonly issuer?: string
  readonly audience?: string
}

/** Signs session JWTs as Stytch does, with a key set published on a port of its own. */
export interface Issuer {
  readonly url: string
  readonly projectId: string
  token(claims: Claims): Promise<string>
  close(): Promise<void>
}

export const startIssuer = async (): Promise<Issuer> => {
  const projectId = "project-test-11111111-1111-4111-8111-111111111111"
  const kid = "jwk-test-1"
  const { privateKey, publicKey } = await generateKeyPair("RS256")
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" }] }
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(keys))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const token = ({
    organizationId,
    memberId = "member-test-ada",
    roles,
    expiresIn = 300,
    issuer,
    audience,
  }: Claims) => {
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT({
      "https://stytch.com/session": {
        id: `member-session-test-${memberId}`,
        roles: roles ?? ["stytch_member", "stytch_admin"],
      },
      "https://stytch.com/organization": { organization_id: organizationId, slug: organizationId },
    })
      .setProtectedHeader({ alg: "RS256", kid, typ: "JWT" })
      .setIssuer(issuer ?? `stytch.com/${projectId}`)
      .setAudience([audience ?? projectId])
      .setSubject(memberId)
      .setIssuedAt(now + Math.min(0, expiresIn) - 300)
      .setNotBefore(now + Math.min(0, expiresIn) - 300)
      .setExpirationTime(now + expiresIn)
      .sign(privateKey)
  }
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { url: `http://127.0.0.1:${port}`, projectId, token, close }
}
