import {
  ScimConnectionExists,
  type ScimIdpGroup,
  type ScimConnection,
  type ScimGroupRole,
  type ScimProvider,
  type ScimSecret,
  SettingRefused,
} from "@tango/contracts/api/IdentityApi"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { NotFound, type ProviderUnavailable } from "@tango/contracts/Problem"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { B2BClient, SCIMConnection } from "stytch"
import { audit } from "./AuditTrail.ts"
import { newScimView, scimView } from "./domain/Connections.ts"
import { toStytchRole } from "./domain/Roles.ts"
import { refusedAs, Stytch, type StytchRefused } from "./Stytch.ts"

type View = typeof ScimConnection.Type
type WithToken = typeof ScimSecret.Type
type Acting = CurrentTenant | CurrentPrincipal
type Refusal = NotFound | SettingRefused | ProviderUnavailable

/** The tenant's one connection over which its identity provider writes members and groups; Stytch keeps it and its token. */
export class ScimConnections extends Context.Service<
  ScimConnections,
  {
    readonly get: Effect.Effect<View | null, ProviderUnavailable, CurrentTenant>
    create(connection: {
      readonly displayName: string
      readonly provider: typeof ScimProvider.Type
    }): Effect.Effect<WithToken, ScimConnectionExists | SettingRefused | ProviderUnavailable, Acting>
    readonly remove: Effect.Effect<void, NotFound | ProviderUnavailable, Acting>
    readonly startRotation: Effect.Effect<WithToken, Refusal, Acting>
    readonly completeRotation: Effect.Effect<View, Refusal, Acting>
    readonly cancelRotation: Effect.Effect<View, Refusal, Acting>
    readonly groups: Effect.Effect<
      ReadonlyArray<typeof ScimIdpGroup.Type>,
      NotFound | ProviderUnavailable,
      CurrentTenant
    >
    setGroupRoles(groupRoles: ReadonlyArray<typeof ScimGroupRole.Type>): Effect.Effect<View, Refusal, Acting>
  }
>()("@tango/identity/ScimConnections") {
  static readonly layer = Layer.effect(
    ScimConnections,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const stytch = yield* Stytch

      const get = Effect.gen(function* () {
        const organization_id = yield* CurrentTenant
        const { connection } = yield* stytch
          .read("scim.connection.get", (client) => client.scim.connection.get({ organization_id }))
          // Stytch refuses to show a connection that is not there.
          .pipe(Effect.catchTag("StytchRefused", () => Effect.succeed({ connection: undefined })))
        return connection === undefined ? null : scimView(connection)
      }).pipe(Effect.withSpan("ScimConnections.get"))

      const ids = Effect.gen(function* () {
        const connection = yield* get
        if (connection === null) return yield* new NotFound({})
        return { organization_id: yield* CurrentTenant, connection_id: connection.connectionId }
      })
      type Ids = Effect.Success<typeof ids>

      const record = Effect.fnUntraced(function* (action: string, id: string) {
        const { actor } = yield* CurrentPrincipal
        const target = { type: "scim_connection", id }
        yield* tenantSql.transaction(audit({ actor, action: `scim_connection.${action}`, target }))
      })

      const create = Effect.fn("ScimConnections.create")(function* (wanted: { displayName: string; provider: string }) {
        const organization_id = yield* CurrentTenant
        const { connection } = yield* stytch
          .call("scim.connection.create", (client) =>
            client.scim.connection.create({
              organization_id,
              display_name: wanted.displayName,
              identity_provider: wanted.provider,
            }),
          )
          .pipe(
            refusedAs((refusal) =>
              refusal.errorType === "active_scim_connection_exists"
                ? new ScimConnectionExists({})
                : new SettingRefused({ reason: refusal.errorType }),
            ),
          )
        if (connection === undefined) return yield* Effect.die("Stytch answered without the connection")
        yield* record("created", connection.connection_id)
        return { connection: newScimView(connection), bearerToken: connection.bearer_token }
      })

      const remove = Effect.gen(function* () {
        const both = yield* ids
        yield* stytch
          .call("scim.connection.delete", (client) => client.scim.connection.delete(both))
          .pipe(refusedAs(() => new NotFound({})))
        yield* record("removed", both.connection_id)
      }).pipe(Effect.withSpan("ScimConnections.remove"))

      const startRotation = Effect.gen(function* () {
        const both = yield* ids
        const { connection } = yield* stytch
          .call("scim.connection.rotateStart", (client) => client.scim.connection.rotateStart(both))
          .pipe(refusedAs(refused))
        if (connection === undefined) return yield* Effect.die("Stytch answered without the connection")
        const { next_bearer_token: bearerToken, ...rest } = connection
        yield* record("rotation_started", both.connection_id)
        return { connection: scimView({ ...rest, next_bearer_token_last_four: bearerToken.slice(-4) }), bearerToken }
      }).pipe(Effect.withSpan("ScimConnections.startRotation"))

      const change = Effect.fnUntraced(function* (
        action: string,
        run: (client: B2BClient, both: Ids) => Promise<{ readonly connection?: SCIMConnection }>,
      ) {
        const both = yield* ids
        const { connection } = yield* stytch
          .call(`scim.connection ${action}`, (client) => run(client, both))
          .pipe(refusedAs(refused))
        if (connection === undefined) return yield* Effect.die("Stytch answered without the connection")
        yield* record(action, both.connection_id)
        return scimView(connection)
      })

      const groups = Effect.gen(function* () {
        const both = yield* ids
        const { scim_groups: found } = yield* stytch
          .read("scim.connection.getGroups", (client) => client.scim.connection.getGroups({ ...both, limit: 1000 }))
          .pipe(refusedAs(() => new NotFound({})))
        return found.map(({ group_id, group_name }) => ({ groupId: group_id, groupName: group_name }))
      }).pipe(Effect.withSpan("ScimConnections.groups"))

      return ScimConnections.of({
        get,
        create,
        remove,
        startRotation,
        completeRotation: change("rotated", (client, both) => client.scim.connection.rotateComplete(both)),
        cancelRotation: change("rotation_cancelled", (client, both) => client.scim.connection.rotateCancel(both)),
        groups,
        setGroupRoles: Effect.fn("ScimConnections.setGroupRoles")((groupRoles) =>
          change("group_roles_changed", (client, both) =>
            client.scim.connection.update({
              ...both,
              scim_group_implicit_role_assignments: groupRoles.map(({ groupId, groupName, role }) => ({
                group_id: groupId,
                group_name: groupName,
                role_id: toStytchRole(role),
              })),
            }),
          ),
        ),
      })
    }),
  )
}

const refused = ({ errorType }: StytchRefused) => new SettingRefused({ reason: errorType })
