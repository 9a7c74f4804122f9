import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { idempotencyHeaders } from "../../IdempotencyKey.ts"
import { ActorId, ApiClientId, DisplayName } from "../../Ids.ts"
import { RequiredPermission, Scope } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { IdempotencyKeyReused, NotFound, Problem, ProviderUnavailable } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"

export class RotationRefused extends Problem<RotationRefused>()(
  "RotationRefused",
  { code: "rotation_refused", status: 409, title: "There is no new secret to change to, or one is waiting already." },
  {},
) {}

/** An organization's program. While a new secret waits, both secrets work. */
export const ApiClient = Schema.Struct({
  clientId: ApiClientId,
  name: Schema.String,
  scopes: Schema.Array(Scope),
  status: Schema.Literals(["active", "revoked"]),
  secretLastFour: Schema.String,
  nextSecretLastFour: Schema.NullOr(Schema.String),
  createdBy: ActorId,
  createdAt: Timestamp,
})

/** With the secret, which is shown this once; a repeat of the request does not show it again. */
export const ApiClientSecret = Schema.Struct({ client: ApiClient, clientSecret: Schema.NullOr(Schema.String) })

const params = { clientId: ApiClientId }
const rule = "api_clients:write"

export class ApiClientsGroup extends HttpApiGroup.make("apiClients")
  .add(
    /** With the address at which a client gets its tokens, by OAuth's client credentials. */
    HttpApiEndpoint.get("list", "/api-clients", {
      success: Schema.Struct({ tokenUrl: Schema.String, clients: Schema.Array(ApiClient) }),
    }).annotate(RequiredPermission, rule),
    HttpApiEndpoint.post("create", "/api-clients", {
      headers: idempotencyHeaders,
      payload: Schema.Struct({ name: DisplayName, scopes: Schema.Array(Scope).check(Schema.isMinLength(1)) }),
      success: ApiClientSecret.pipe(HttpApiSchema.status("Created")),
      error: [IdempotencyKeyReused, ProviderUnavailable],
    }).annotate(RequiredPermission, rule),
    HttpApiEndpoint.post("startRotation", "/api-clients/:clientId/rotation", {
      params,
      success: ApiClientSecret.pipe(HttpApiSchema.status("Created")),
      error: [NotFound, RotationRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, rule),
    /** From now on only the new secret works. */
    HttpApiEndpoint.post("completeRotation", "/api-clients/:clientId/rotation/complete", {
      params,
      success: ApiClient,
      error: [NotFound, RotationRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, rule),
    HttpApiEndpoint.delete("cancelRotation", "/api-clients/:clientId/rotation", {
      params,
      success: ApiClient,
      error: [NotFound, RotationRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, rule),
    /** For ever. Tokens that it has already go on until they expire, at most an hour. */
    HttpApiEndpoint.delete("revoke", "/api-clients/:clientId", {
      params,
      success: ApiClient,
      error: [NotFound, ProviderUnavailable],
    }).annotate(RequiredPermission, rule),
  )
  .middleware(Authentication) {}
