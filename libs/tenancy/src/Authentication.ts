import { acceptsApiClients, requiredPermission } from "@tango/contracts/Permissions"
import {
  type ApiClientPrincipal,
  Authentication,
  CurrentPrincipal,
  CurrentTenant,
  holds,
} from "@tango/contracts/Principal"
import { Forbidden, Unauthenticated } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { revocationQuery } from "./RevokedClients.ts"
import { SessionVerifier } from "./SessionVerifier.ts"
import { TenantSql } from "./TenantSql.ts"

/**
 * Token → principal and tenant → is the endpoint for this kind of principal, and does the role or the scopes have its permission?
 * An endpoint that names none is refused, and so is an API client as soon as this service knows that it was revoked.
 */
export const layerAuthentication = Layer.effect(
  Authentication,
  Effect.gen(function* () {
    const verifier = yield* SessionVerifier
    const tenantSql = yield* TenantSql
    const isRevoked = ({ clientId, organizationId }: ApiClientPrincipal) =>
      tenantSql
        .read((sql) => revocationQuery(sql, organizationId, clientId))
        .pipe(
          Effect.map((rows) => rows.length > 0),
          Effect.provideService(CurrentTenant, organizationId),
        )
    return Authentication.of({
      bearer: Effect.fnUntraced(function* (httpEffect, { credential, endpoint }) {
        const principal = yield* verifier.verify(Redacted.value(credential))
        const permission = requiredPermission(endpoint)
        const welcome = principal._tag === "Member" || acceptsApiClients(endpoint)
        if (permission === undefined || !welcome || !holds(principal, permission)) {
          return yield* new Forbidden({ permission: permission ?? "none" })
        }
        if (principal._tag === "ApiClient" && (yield* isRevoked(principal))) return yield* new Unauthenticated({})
        yield* Effect.annotateCurrentSpan({ "organization.id": principal.organizationId })
        return yield* httpEffect.pipe(
          Effect.provideContext(
            Context.make(CurrentPrincipal, principal).pipe(Context.add(CurrentTenant, principal.organizationId)),
          ),
          Effect.annotateLogs({ organization_id: principal.organizationId, actor_id: principal.actorId }),
        )
      }),
    })
  }),
).pipe(Layer.provide(SessionVerifier.layer))
