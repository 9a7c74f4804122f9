import { ApiClient, type ApiClientSecret, RotationRefused } from "@tango/contracts/api/IdentityApi"
import { ApiClientRevoked } from "@tango/contracts/events/IdentityEvents"
import { ApiClientId } from "@tango/contracts/Ids"
import type { Scope } from "@tango/contracts/Permissions"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { type IdempotencyKeyReused, NotFound, type ProviderUnavailable } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { idempotent } from "@tango/service/Idempotency"
import { refuseClient } from "@tango/tenancy/RevokedClients"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import { audit } from "./AuditTrail.ts"
import {
  findClient,
  insertClient,
  listClients,
  lockClient,
  setClientSecrets,
  setClientStatus,
  toApiClient,
} from "./persistence/ApiClientRows.ts"
import { refusedAs, Stytch } from "./Stytch.ts"

type View = typeof ApiClient.Type
type Acting = CurrentTenant | CurrentPrincipal
type WithSecret = typeof ApiClientSecret.Type

export interface NewClient {
  readonly name: string
  readonly scopes: ReadonlyArray<Scope>
  readonly idempotencyKey: string | undefined
}

/**
 * The tenant's programs, which are Stytch's M2M clients. Stytch knows no organization of a client: the table here does, and the
 * client's trusted metadata, from which its tokens have it.
 */
export class ApiClients extends Context.Service<
  ApiClients,
  {
    readonly list: Effect.Effect<ReadonlyArray<View>, never, CurrentTenant>
    create(client: NewClient): Effect.Effect<WithSecret, IdempotencyKeyReused | ProviderUnavailable, Acting>
    startRotation(id: ApiClientId): Effect.Effect<WithSecret, NotFound | RotationRefused | ProviderUnavailable, Acting>
    completeRotation(id: ApiClientId): Effect.Effect<View, NotFound | RotationRefused | ProviderUnavailable, Acting>
    cancelRotation(id: ApiClientId): Effect.Effect<View, NotFound | RotationRefused | ProviderUnavailable, Acting>
    /** Its tokens are refused from now on: here at once, in the other services when they hear of it. Again changes nothing. */
    revoke(id: ApiClientId): Effect.Effect<View, NotFound | ProviderUnavailable, Acting>
  }
>()("@tango/identity/ApiClients") {
  static readonly layer = Layer.effect(
    ApiClients,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const stytch = yield* Stytch
      const signal = yield* Outbox.OutboxSignal

      const list = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) => listClients(sql, tenant))
        return rows.map(toApiClient)
      }).pipe(Effect.withSpan("ApiClients.list"))

      const found = Effect.fnUntraced(function* (id: ApiClientId) {
        const [row] = yield* findClient(yield* Transaction, yield* CurrentTenant, id)
        return row === undefined ? yield* new NotFound({}) : row
      })

      const record = Effect.fnUntraced(function* (action: string, id: ApiClientId) {
        const { actor } = yield* CurrentPrincipal
        yield* audit({ actor, action: `api_client.${action}`, target: { type: "api_client", id } })
      })

      const createIn = Effect.fnUntraced(function* (
        name: string,
        scopes: ReadonlyArray<Scope>,
        secret: Ref.Ref<string | null>,
      ) {
        const tenant = yield* CurrentTenant
        const { actorId } = yield* CurrentPrincipal
        const { m2m_client: client } = yield* stytch
          .call("m2m.clients.create", (sdk) =>
            sdk.m2m.clients.create({
              client_name: name,
              scopes: [...scopes],
              trusted_metadata: { organization_id: tenant },
            }),
          )
          .pipe(Effect.catchTag("StytchRefused", Effect.die))
        const clientId = ApiClientId.make(client.client_id)
        yield* insertClient(yield* Transaction, tenant, {
          clientId,
          name,
          scopes,
          secretLastFour: client.client_secret_last_four,
          createdBy: actorId,
        })
        yield* record("created", clientId)
        yield* Ref.set(secret, client.client_secret)
        return toApiClient(yield* Effect.orDie(found(clientId)))
      })

      const create = Effect.fn("ApiClients.create")(function* ({ idempotencyKey: key, name, scopes }: NewClient) {
        // Beside the stored answer, so that a secret is never stored and a repeat does not have it.
        const secret = yield* Ref.make<string | null>(null)
        const repeatable = { key, operation: "apiClients.create", request: [name, scopes] }
        const client = yield* tenantSql.transaction(idempotent(ApiClient, repeatable, createIn(name, scopes, secret)))
        return { client, clientSecret: yield* Ref.get(secret) }
      })

      /** Locks a client of the tenant that is in use, and gives it after the body has changed it. */
      const change = <A, E, R>(id: ApiClientId, action: string, body: Effect.Effect<A, E, R>) =>
        tenantSql.transaction(
          Effect.gen(function* () {
            yield* lockClient(yield* Transaction, id)
            const before = yield* found(id)
            if (before.status === "revoked") return yield* new NotFound({})
            const result = yield* body
            yield* record(action, id)
            return { result, client: toApiClient(yield* found(id)) }
          }),
        )

      const setSecrets = Effect.fnUntraced(function* (id: ApiClientId, lastFour: string, next: string | undefined) {
        yield* setClientSecrets(yield* Transaction, yield* CurrentTenant, id, lastFour, next || null)
      })

      const startRotation = Effect.fn("ApiClients.startRotation")(function* (id: ApiClientId) {
        const start = stytch
          .call("m2m.clients.secrets.rotateStart", (sdk) => sdk.m2m.clients.secrets.rotateStart({ client_id: id }))
          .pipe(refusedAs(() => new RotationRefused({})))
        const { client, result } = yield* change(
          id,
          "rotation_started",
          Effect.tap(start, ({ m2m_client: rotating }) =>
            setSecrets(id, rotating.client_secret_last_four, rotating.next_client_secret.slice(-4)),
          ),
        )
        return { client, clientSecret: result.m2m_client.next_client_secret }
      })

      const endRotation = (id: ApiClientId, how: "rotate" | "rotateCancel", action: string) =>
        change(
          id,
          action,
          stytch
            .call(`m2m.clients.secrets.${how}`, (sdk) => sdk.m2m.clients.secrets[how]({ client_id: id }))
            .pipe(
              refusedAs(() => new RotationRefused({})),
              Effect.flatMap(({ m2m_client: client }) =>
                setSecrets(id, client.client_secret_last_four, client.next_client_secret_last_four),
              ),
            ),
        ).pipe(Effect.map(({ client }) => client))

      const revokeIn = Effect.fnUntraced(function* (id: ApiClientId) {
        const sql = yield* Transaction
        yield* lockClient(sql, id)
        const before = yield* found(id)
        if (before.status === "revoked") return toApiClient(before)
        yield* stytch
          .call("m2m.clients.delete", (sdk) => sdk.m2m.clients.delete({ client_id: id }))
          // What Stytch no longer has is revoked already.
          .pipe(Effect.catchTag("StytchRefused", () => Effect.void))
        const organizationId = yield* CurrentTenant
        yield* setClientStatus(sql, organizationId, id, "revoked")
        yield* refuseClient(id)
        yield* Outbox.append(ApiClientRevoked, {
          subject: `api_client/${id}`,
          sequence: 1,
          data: { organizationId, clientId: id },
        }).pipe(Effect.provideService(Outbox.OutboxSignal, signal))
        yield* record("revoked", id)
        return toApiClient(yield* found(id))
      })

      return ApiClients.of({
        list,
        create,
        startRotation,
        completeRotation: Effect.fn("ApiClients.completeRotation")((id) => endRotation(id, "rotate", "rotated")),
        cancelRotation: Effect.fn("ApiClients.cancelRotation")((id) =>
          endRotation(id, "rotateCancel", "rotation_cancelled"),
        ),
        revoke: Effect.fn("ApiClients.revoke")((id) => tenantSql.transaction(revokeIn(id))),
      })
    }),
  )
}
