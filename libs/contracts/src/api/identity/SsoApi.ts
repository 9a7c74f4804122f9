import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { FeatureNotIncluded } from "../../FeatureNotIncluded.ts"
import { ConnectionId, DisplayName } from "../../Ids.ts"
import { RequiredPermission, Role } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { NotFound, Problem, ProviderUnavailable } from "../../Problem.ts"
import { SettingRefused } from "./SettingsApi.ts"

export class SsoTestFailed extends Problem<SsoTestFailed>()(
  "SsoTestFailed",
  { code: "sso_test_failed", status: 422, title: "The identity provider's answer could not be used." },
  { reason: Schema.String },
) {}

const Url = Schema.String.check(Schema.isMaxLength(2000), Schema.isPattern(/^https?:\/\/[^\s]+$/u))

/** People whom the identity provider puts in this group have at least this role. */
export const GroupRole = Schema.Struct({ group: DisplayName, role: Role })

/** `callbackUrl` is what the identity provider is told: SAML's ACS and audience, OIDC's redirect. */
export const SsoConnection = Schema.Struct({
  connectionId: ConnectionId,
  kind: Schema.Literals(["saml", "oidc"]),
  displayName: Schema.String,
  status: Schema.Literals(["pending", "active"]),
  callbackUrl: Schema.String,
  /** The identity provider's name for itself: SAML's entity id, OIDC's issuer. */
  issuer: Schema.String,
  clientId: Schema.NullOr(Schema.String),
  groupRoles: Schema.Array(GroupRole),
})

/** Who somebody was in a test log-in, and what they would be here. */
export const SsoTestResult = Schema.Struct({
  connectionId: Schema.String,
  email: Schema.String,
  name: Schema.String,
  role: Role,
})

const params = { connectionId: ConnectionId }
const Oidc = Schema.Struct({
  issuer: Url,
  clientId: Schema.NonEmptyString.check(Schema.isMaxLength(500)),
  clientSecret: Schema.NonEmptyString.check(Schema.isMaxLength(1000)),
})
const refusals = [NotFound, SettingRefused, ProviderUnavailable] as const
const groupRoles = Schema.Array(GroupRole).check(Schema.isMaxLength(100))

export class SsoGroup extends HttpApiGroup.make("sso")
  .add(
    HttpApiEndpoint.get("list", "/sso", {
      success: Schema.Struct({ connections: Schema.Array(SsoConnection) }),
      error: ProviderUnavailable,
    }).annotate(RequiredPermission, "organization:write"),
    HttpApiEndpoint.post("createSaml", "/sso/saml", {
      payload: Schema.Struct({ displayName: DisplayName }),
      success: SsoConnection.pipe(HttpApiSchema.status("Created")),
      error: [FeatureNotIncluded, SettingRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, "organization:write"),
    /** By the address of the identity provider's metadata. */
    HttpApiEndpoint.put("configureSaml", "/sso/saml/:connectionId", {
      params,
      payload: Schema.Struct({ metadataUrl: Url }),
      success: SsoConnection,
      error: [FeatureNotIncluded, ...refusals],
    }).annotate(RequiredPermission, "organization:write"),
    HttpApiEndpoint.post("createOidc", "/sso/oidc", {
      payload: Schema.Struct({ displayName: DisplayName }),
      success: SsoConnection.pipe(HttpApiSchema.status("Created")),
      error: [FeatureNotIncluded, SettingRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, "organization:write"),
    HttpApiEndpoint.put("configureOidc", "/sso/oidc/:connectionId", {
      params,
      payload: Oidc,
      success: SsoConnection,
      error: [FeatureNotIncluded, ...refusals],
    }).annotate(RequiredPermission, "organization:write"),
    HttpApiEndpoint.put("setGroupRoles", "/sso/:connectionId/group-roles", {
      params,
      payload: Schema.Struct({ groupRoles }),
      success: SsoConnection,
      error: refusals,
    }).annotate(RequiredPermission, "organization:write"),
    HttpApiEndpoint.delete("remove", "/sso/:connectionId", {
      params,
      success: HttpApiSchema.NoContent,
      error: refusals,
    }).annotate(RequiredPermission, "organization:write"),
    /** The address at which a browser starts a log-in whose end is `finishTest`, and no session. */
    HttpApiEndpoint.post("startTest", "/sso/:connectionId/test", {
      params,
      success: Schema.Struct({ url: Schema.String }),
      error: [NotFound, ProviderUnavailable],
    }).annotate(RequiredPermission, "organization:write"),
    HttpApiEndpoint.post("finishTest", "/sso/test", {
      payload: Schema.Struct({ token: Schema.NonEmptyString.check(Schema.isMaxLength(1000)) }),
      success: SsoTestResult,
      error: [SsoTestFailed, ProviderUnavailable],
    }).annotate(RequiredPermission, "organization:write"),
  )
  .middleware(Authentication) {}
