import { SettingRefused, type SsoConnection } from "@tango/contracts/api/IdentityApi"
import type { ConnectionId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { NotFound, type ProviderUnavailable } from "@tango/contracts/Problem"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { audit } from "./AuditTrail.ts"
import { oidcView, samlAttributes, samlView } from "./domain/Connections.ts"
import { toStytchRole } from "./domain/Roles.ts"
import { refusedAs, Stytch, type StytchFailure } from "./Stytch.ts"

type View = typeof SsoConnection.Type
type Acting = CurrentTenant | CurrentPrincipal
type Refusal = NotFound | SettingRefused | ProviderUnavailable

export interface OidcProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

/** The tenant's identity providers for log-in; Stytch keeps them. */
export class SsoConnections extends Context.Service<
  SsoConnections,
  {
    readonly list: Effect.Effect<ReadonlyArray<View>, ProviderUnavailable, CurrentTenant>
    find(id: ConnectionId): Effect.Effect<View, NotFound | ProviderUnavailable, CurrentTenant>
    createSaml(displayName: string): Effect.Effect<View, SettingRefused | ProviderUnavailable, Acting>
    createOidc(displayName: string): Effect.Effect<View, SettingRefused | ProviderUnavailable, Acting>
    configureSaml(id: ConnectionId, metadataUrl: string): Effect.Effect<View, Refusal, Acting>
    configureOidc(id: ConnectionId, provider: OidcProvider): Effect.Effect<View, Refusal, Acting>
    setGroupRoles(
      id: ConnectionId,
      groupRoles: ReadonlyArray<{ readonly group: string; readonly role: Role }>,
    ): Effect.Effect<View, Refusal, Acting>
    remove(id: ConnectionId): Effect.Effect<void, Refusal, Acting>
  }
>()("@tango/identity/SsoConnections") {
  static readonly layer = Layer.effect(
    SsoConnections,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const stytch = yield* Stytch

      const list = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        const all = yield* stytch
          .read("sso.getConnections", (client) => client.sso.getConnections({ organization_id: tenant }))
          .pipe(Effect.catchTag("StytchRefused", Effect.die))
        return [...all.saml_connections.map(samlView), ...all.oidc_connections.map(oidcView)]
      }).pipe(Effect.withSpan("SsoConnections.list"))

      const find = Effect.fnUntraced(function* (id: ConnectionId) {
        const connection = (yield* list).find(({ connectionId }) => connectionId === id)
        return connection ?? (yield* new NotFound({}))
      })

      const record = Effect.fnUntraced(function* (action: string, id: string) {
        const { actor } = yield* CurrentPrincipal
        const target = { type: "sso_connection", id }
        yield* tenantSql.transaction(audit({ actor, action: `sso_connection.${action}`, target }))
      })

      /** A change at Stytch, and then its row in the log. */
      const change = <A extends { readonly connection?: C }, C>(
        action: string,
        call: Effect.Effect<A, StytchFailure>,
        view: (connection: C) => View,
      ) =>
        Effect.gen(function* () {
          const { connection } = yield* call.pipe(
            refusedAs(({ errorType }) => new SettingRefused({ reason: errorType })),
          )
          if (connection === undefined) return yield* Effect.die("Stytch answered without the connection")
          const changed = view(connection)
          yield* record(action, changed.connectionId)
          return changed
        })

      const createSaml = Effect.fn("SsoConnections.createSaml")(function* (display_name: string) {
        const organization_id = yield* CurrentTenant
        const created = yield* change(
          "created",
          stytch.call("sso.saml.createConnection", (client) =>
            client.sso.saml.createConnection({ organization_id, display_name }),
          ),
          samlView,
        )
        yield* stytch
          .call("sso.saml.updateConnection", (client) =>
            client.sso.saml.updateConnection({
              organization_id,
              connection_id: created.connectionId,
              attribute_mapping: samlAttributes,
            }),
          )
          .pipe(refusedAs(({ errorType }) => new SettingRefused({ reason: errorType })))
        return created
      })

      const createOidc = Effect.fn("SsoConnections.createOidc")(function* (display_name: string) {
        const organization_id = yield* CurrentTenant
        return yield* change(
          "created",
          stytch.call("sso.oidc.createConnection", (client) =>
            client.sso.oidc.createConnection({ organization_id, display_name }),
          ),
          oidcView,
        )
      })

      const configureSaml = Effect.fn("SsoConnections.configureSaml")(function* (
        id: ConnectionId,
        metadata_url: string,
      ) {
        const ids = { organization_id: yield* CurrentTenant, connection_id: (yield* find(id)).connectionId }
        const call = stytch.call("sso.saml.updateByURL", (client) =>
          client.sso.saml.updateByURL({ ...ids, metadata_url }),
        )
        return yield* change("configured", call, samlView)
      })

      const configureOidc = Effect.fn("SsoConnections.configureOidc")(function* (id: ConnectionId, idp: OidcProvider) {
        const ids = { organization_id: yield* CurrentTenant, connection_id: (yield* find(id)).connectionId }
        const call = stytch.call("sso.oidc.updateConnection", (client) =>
          client.sso.oidc.updateConnection({
            ...ids,
            issuer: idp.issuer,
            client_id: idp.clientId,
            client_secret: idp.clientSecret,
          }),
        )
        return yield* change("configured", call, oidcView)
      })

      const setGroupRoles = Effect.fn("SsoConnections.setGroupRoles")(function* (
        id: ConnectionId,
        groupRoles: ReadonlyArray<{ readonly group: string; readonly role: Role }>,
      ) {
        const { connectionId, kind } = yield* find(id)
        if (kind === "oidc") return yield* new SettingRefused({ reason: "groups_over_oidc" })
        const organization_id = yield* CurrentTenant
        const call = stytch.call("sso.saml.updateConnection", (client) =>
          client.sso.saml.updateConnection({
            organization_id,
            connection_id: connectionId,
            saml_group_implicit_role_assignments: groupRoles.map(({ group, role }) => ({
              group,
              role_id: toStytchRole(role),
            })),
          }),
        )
        return yield* change("group_roles_changed", call, samlView)
      })

      const remove = Effect.fn("SsoConnections.remove")(function* (id: ConnectionId) {
        const ids = { organization_id: yield* CurrentTenant, connection_id: (yield* find(id)).connectionId }
        yield* stytch
          .call("sso.deleteConnection", (client) => client.sso.deleteConnection(ids))
          .pipe(refusedAs(({ errorType }) => new SettingRefused({ reason: errorType })))
        yield* record("removed", id)
      })

      return SsoConnections.of({
        list,
        find,
        createSaml,
        createOidc,
        configureSaml,
        configureOidc,
        setGroupRoles,
        remove,
      })
    }),
  )
}
