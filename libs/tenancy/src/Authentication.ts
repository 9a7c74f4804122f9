import { acceptsApiClients, requiredPermission } from "@tango/contracts/Permissions"
import { Authentication, CurrentPrincipal, CurrentTenant, holds } from "@tango/contracts/Principal"
import { Forbidden } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { SessionVerifier } from "./SessionVerifier.ts"

/**
 * Token → principal and tenant → is the endpoint for this kind of principal, and does the role or the scopes have its permission?
 * An endpoint that names none is refused.
 */
export const layerAuthentication = Layer.effect(
  Authentication,
  Effect.gen(function* () {
    const verifier = yield* SessionVerifier
    return Authentication.of({
      bearer: Effect.fnUntraced(function* (httpEffect, { credential, endpoint }) {
        const principal = yield* verifier.verify(Redacted.value(credential))
        const permission = requiredPermission(endpoint)
        const welcome = principal._tag === "Member" || acceptsApiClients(endpoint)
        if (permission === undefined || !welcome || !holds(principal, permission)) {
          return yield* new Forbidden({ permission: permission ?? "none" })
        }
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
