import { SsoTestFailed, type SsoTestResult } from "@tango/contracts/api/IdentityApi"
import type { ConnectionId } from "@tango/contracts/Ids"
import { roleFrom } from "@tango/contracts/Permissions"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import type { NotFound, ProviderUnavailable } from "@tango/contracts/Problem"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { audit } from "./AuditTrail.ts"
import { SsoConnections } from "./SsoConnections.ts"
import { refusedAs, Stytch } from "./Stytch.ts"
import { StytchAddresses } from "./StytchAddresses.ts"

/** Log-ins that show whether a connection works, and open no session. */
export class SsoTests extends Context.Service<
  SsoTests,
  {
    /** Where the browser begins; it comes back to `/settings/sso/test` with a token. */
    start(id: ConnectionId): Effect.Effect<string, NotFound | ProviderUnavailable, CurrentTenant>
    finish(
      token: string,
    ): Effect.Effect<typeof SsoTestResult.Type, SsoTestFailed | ProviderUnavailable, CurrentTenant | CurrentPrincipal>
  }
>()("@tango/identity/SsoTests") {
  static readonly layer = Layer.effect(
    SsoTests,
    Effect.gen(function* () {
      const stytch = yield* Stytch
      const tenantSql = yield* TenantSql
      const connections = yield* SsoConnections
      const addresses = yield* StytchAddresses
      const returnTo = `${yield* Config.String("PUBLIC_URL")}/settings/sso/test`

      const start = Effect.fn("SsoTests.start")(function* (id: ConnectionId) {
        const { connectionId } = yield* connections.find(id)
        return addresses.ssoStart(connectionId, returnTo)
      })

      const finish = Effect.fn("SsoTests.finish")(function* (sso_token: string) {
        const tenant = yield* CurrentTenant
        const { actor } = yield* CurrentPrincipal
        const result = yield* stytch
          .call("sso.authenticate", (client) => client.sso.authenticate({ sso_token }))
          .pipe(refusedAs(({ errorType }) => new SsoTestFailed({ reason: errorType })))
        if (result.session_token !== "") {
          yield* stytch
            .call("sessions.revoke", (client) => client.sessions.revoke({ session_token: result.session_token }))
            .pipe(Effect.catchTag("StytchRefused", () => Effect.void))
        }
        if (result.organization_id !== tenant) return yield* new SsoTestFailed({ reason: "another_organization" })
        const { email_address: email, name, roles, sso_registrations: registrations } = result.member
        const connectionId = registrations.at(-1)?.connection_id ?? ""
        const target = { type: "sso_connection", id: connectionId }
        yield* tenantSql.transaction(audit({ actor, action: "sso_connection.tested", target }))
        return { connectionId, email, name, role: roleFrom(roles.map(({ role_id }) => role_id)) }
      })

      return SsoTests.of({ start, finish })
    }),
  )
}
