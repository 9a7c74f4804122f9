import { ApiClientId, MemberId, OrganizationId } from "@tango/contracts/Ids"
import { roleFrom, Scope } from "@tango/contracts/Permissions"
import { ApiClientPrincipal, MemberPrincipal, type Principal } from "@tango/contracts/Principal"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const session = "https://stytch.com/session"

const SessionClaims = Schema.Struct({
  sub: MemberId,
  [session]: Schema.Struct({ id: Schema.String, roles: Schema.Array(Schema.String) }),
  "https://stytch.com/organization": Schema.Struct({ organization_id: OrganizationId }),
})
const decodeSession = Schema.decodeUnknownEffect(SessionClaims)

/** `organization_id` is a custom claim: the client's `trusted_metadata.organization_id`, by the project's M2M claims template. */
const ApiClientClaims = Schema.Struct({ sub: ApiClientId, scope: Schema.String, organization_id: OrganizationId })
const decodeApiClient = Schema.decodeUnknownEffect(ApiClientClaims)
const decodeScope = Schema.decodeUnknownOption(Scope)

class ContradictoryClaims extends Schema.TaggedError<ContradictoryClaims>()("ContradictoryClaims", {}) {}

/**
 * Stytch signs sessions and API clients' tokens with the same key for the same audience: the subject and the session claim tell
 * them apart, and a token whose two signs disagree is neither. Scopes that are none of ours give nothing.
 */
export const principalOf = (
  payload: Readonly<Record<string, unknown>>,
): Effect.Effect<Principal, Schema.SchemaError | ContradictoryClaims> =>
  Effect.gen(function* () {
    const ofClient = String(payload["sub"]).startsWith("m2m-client-")
    if (ofClient === session in payload) return yield* new ContradictoryClaims({})
    if (ofClient) {
      const claims = yield* decodeApiClient(payload)
      return new ApiClientPrincipal({
        clientId: claims.sub,
        organizationId: claims.organization_id,
        scopes: claims.scope.split(" ").flatMap((scope) => Option.toArray(decodeScope(scope))),
      })
    }
    const claims = yield* decodeSession(payload)
    return new MemberPrincipal({
      memberId: claims.sub,
      organizationId: claims["https://stytch.com/organization"].organization_id,
      sessionId: claims[session].id,
      role: roleFrom(claims[session].roles),
    })
  })
