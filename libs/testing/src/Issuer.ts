import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose"
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

export interface ClientClaims {
  readonly organizationId: string
  readonly clientId?: string
  readonly scopes: ReadonlyArray<string>
}

/** Signs session JWTs and API clients' tokens as Stytch does, with a key set published on a port of its own. */
export interface Issuer {
  readonly url: string
  readonly projectId: string
  token(claims: Claims): Promise<string>
  clientToken(claims: ClientClaims): Promise<string>
  /** Any claims at all, properly signed. */
  sign(subject: string, claims: JWTPayload, expiresIn?: number): Promise<string>
  close(): Promise<void>
}

export const startIssuer = async (): Promise<Issuer> => {
  const projectId = "project-test-11111111-1111-4111-8111-111111111111"
  const kid = "jwk-test-1"
  const { privateKey, publicKey } = await generateKeyPair("RS256")
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" }] }
  const server = createServer((request, response) => {
    // The key set, and nothing else of Stytch.
    if (!request.url?.includes("/jwks/")) return void response.writeHead(503).end()
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(keys))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const sign = (subject: string, claims: JWTPayload, expiresIn = 300) => {
    const now = Math.floor(Date.now() / 1000)
    const since = now + Math.min(0, expiresIn) - 300
    return new SignJWT({
      iss: `stytch.com/${projectId}`,
      aud: [projectId],
      iat: since,
      nbf: since,
      exp: now + expiresIn,
      ...claims,
    })
      .setProtectedHeader({ alg: "RS256", kid, typ: "JWT" })
      .setSubject(subject)
      .sign(privateKey)
  }
  const token = ({ organizationId, memberId = "member-test-ada", roles, expiresIn, issuer, audience }: Claims) =>
    sign(
      memberId,
      {
        "https://stytch.com/session": {
          id: `member-session-test-${memberId}`,
          roles: roles ?? ["stytch_member", "stytch_admin"],
        },
        "https://stytch.com/organization": { organization_id: organizationId, slug: organizationId },
        ...(issuer === undefined ? {} : { iss: issuer }),
        ...(audience === undefined ? {} : { aud: [audience] }),
      },
      expiresIn,
    )
  const clientToken = ({ clientId = "m2m-client-test-robot", organizationId, scopes }: ClientClaims) =>
    sign(clientId, { scope: scopes.join(" "), organization_id: organizationId }, 3600)
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { url: `http://127.0.0.1:${port}`, projectId, token, clientToken, sign, close }
}
