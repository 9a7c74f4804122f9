import type { Principal } from "@tango/contracts/Principal"
import { ProviderUnavailable, Unauthenticated } from "@tango/contracts/Problem"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from "jose"
import { createHash } from "node:crypto"
import { providerUrl } from "./ProviderUrl.ts"
import { principalOf } from "./TokenClaims.ts"

const cacheSize = 10_000

interface Verified {
  readonly principal: Principal
  readonly expiresAt: number
}

/** There are no keys yet, and they cannot be had. */
class NoKeys extends Error {}

/** How long nobody asks again for keys that could not be had. */
const quietMilliseconds = 30_000

/**
 * The published keys. Those that were had last stay good while nobody answers: an outage at Stytch is none for whoever is logged in.
 * A key that Stytch says it does not have is refused all the same.
 */
const lastingKeys = (url: URL) => {
  const remote = createRemoteJWKSet(url)
  let silentUntil = 0
  const find: JWTVerifyGetKey = async (header, token) => {
    const known = remote.jwks()
    if (known !== undefined && Date.now() < silentUntil) return createLocalJWKSet(known)(header, token)
    try {
      return await remote(header, token)
    } catch (error) {
      if (remote.jwks() === undefined) throw new NoKeys()
      if (known === undefined || error instanceof errors.JWKSNoMatchingKey) throw error
      silentUntil = Date.now() + quietMilliseconds
      return createLocalJWKSet(known)(header, token)
    }
  }
  return { find, fetch: Effect.ignore(Effect.tryPromise(() => remote.reload())) }
}

/** RS256 only, with issuer, audience and times checked; a token that was verified is remembered until it expires. */
const makeVerifier = (keys: JWTVerifyGetKey, projectId: string) => {
  const verified = new Map<string, Verified>()
  const verify = Effect.fn("SessionVerifier.verify")(function* (token: string) {
    const { payload } = yield* Effect.tryPromise({
      try: () =>
        jwtVerify(token, keys, {
          algorithms: ["RS256"],
          typ: "JWT",
          issuer: `stytch.com/${projectId}`,
          audience: projectId,
          clockTolerance: 5,
          requiredClaims: ["exp", "nbf", "sub"],
        }),
      // Why a token is refused is nobody's business but ours; without keys it is not the token that is at fault.
      catch: (error) => (error instanceof NoKeys ? new ProviderUnavailable({}) : new Unauthenticated({})),
    })
    const principal = yield* Effect.mapError(principalOf(payload), () => new Unauthenticated({}))
    return { expiresAt: (payload.exp ?? 0) * 1000, principal }
  })
  return Effect.fnUntraced(function* (token: string) {
    const key = createHash("sha256").update(token).digest("base64")
    const known = verified.get(key)
    if (known !== undefined) {
      if (known.expiresAt > Date.now()) return known.principal
      verified.delete(key)
      return yield* new Unauthenticated({})
    }
    const entry = yield* verify(token)
    if (verified.size >= cacheSize)
      for (const oldest of verified.keys()) {
        verified.delete(oldest)
        break
      }
    verified.set(key, entry)
    return entry.principal
  })
}

/** Who a session JWT or an API client's token speaks for, checked against Stytch's published keys without asking Stytch. */
export class SessionVerifier extends Context.Service<
  SessionVerifier,
  {
    verify(token: string): Effect.Effect<Principal, Unauthenticated | ProviderUnavailable>
  }
>()("@tango/tenancy/SessionVerifier") {
  static readonly layer = Layer.effect(
    SessionVerifier,
    Effect.gen(function* () {
      const projectId = yield* Config.String("STYTCH_PROJECT_ID")
      const ownOrigin = projectId.startsWith("project-live-") ? "https://api.stytch.com" : "https://test.stytch.com"
      const base = (yield* providerUrl("STYTCH_BASE_URL")) ?? new URL(ownOrigin)
      const keys = lastingKeys(new URL(`/v1/b2b/sessions/jwks/${projectId}`, base))
      // Had before anybody asks: nobody waits for them, and an outage that begins now finds them here.
      yield* Effect.forkScoped(keys.fetch)
      return SessionVerifier.of({ verify: makeVerifier(keys.find, projectId) })
    }),
  )
}
