import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { FeatureNotIncluded } from "../../FeatureNotIncluded.ts"
import { ConnectionId, DisplayName } from "../../Ids.ts"
import { Page, pageQuery } from "../../Paging.ts"
import { RequiredPermission, Role } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { InvalidCursor, NotFound, Problem, ProviderUnavailable } from "../../Problem.ts"
import { AuditRecord } from "./AuditApi.ts"
import { SettingRefused } from "./SettingsApi.ts"

export class ScimConnectionExists extends Problem<ScimConnectionExists>()(
  "ScimConnectionExists",
  { code: "scim_connection_exists", status: 409, title: "This organization has a SCIM connection already." },
  {},
) {}

export const ScimProvider = Schema.Literals([
  "generic",
  "okta",
  "microsoft-entra",
  "cyberark",
  "jumpcloud",
  "onelogin",
  "pingfederate",
  "rippling",
])

export const ScimGroupRole = Schema.Struct({ groupId: Schema.NonEmptyString, groupName: Schema.String, role: Role })

/** The address and the token are what the identity provider is given. While a new token waits, both work. */
export const ScimConnection = Schema.Struct({
  connectionId: ConnectionId,
  displayName: Schema.String,
  provider: Schema.String,
  baseUrl: Schema.String,
  tokenLastFour: Schema.String,
  nextTokenLastFour: Schema.NullOr(Schema.String),
  groupRoles: Schema.Array(ScimGroupRole),
})

/** With the token, which is shown this once. */
export const ScimSecret = Schema.Struct({ connection: ScimConnection, bearerToken: Schema.String })

export const ScimIdpGroup = Schema.Struct({ groupId: Schema.String, groupName: Schema.String })

const rule = "organization:write"

export class ScimGroup extends HttpApiGroup.make("scim")
  .add(
    HttpApiEndpoint.get("get", "/scim", {
      success: Schema.Struct({ connection: Schema.NullOr(ScimConnection) }),
      error: ProviderUnavailable,
    }).annotate(RequiredPermission, rule),
    HttpApiEndpoint.post("create", "/scim", {
      payload: Schema.Struct({ displayName: DisplayName, provider: ScimProvider }),
      success: ScimSecret.pipe(HttpApiSchema.status("Created")),
      error: [FeatureNotIncluded, ScimConnectionExists, SettingRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, rule),
    HttpApiEndpoint.delete("remove", "/scim", {
      success: HttpApiSchema.NoContent,
      error: [NotFound, ProviderUnavailable],
    }).annotate(RequiredPermission, rule),
    HttpApiEndpoint.post("startRotation", "/scim/rotation", {
      success: ScimSecret.pipe(HttpApiSchema.status("Created")),
      error: [NotFound, SettingRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, rule),
    /** From now on only the new token works. */
    HttpApiEndpoint.post("completeRotation", "/scim/rotation/complete", {
      success: ScimConnection,
      error: [NotFound, SettingRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, rule),
    HttpApiEndpoint.delete("cancelRotation", "/scim/rotation", {
      success: ScimConnection,
      error: [NotFound, SettingRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, rule),
    HttpApiEndpoint.get("groups", "/scim/groups", {
      success: Schema.Struct({ groups: Schema.Array(ScimIdpGroup) }),
      error: [NotFound, ProviderUnavailable],
    }).annotate(RequiredPermission, rule),
    HttpApiEndpoint.put("setGroupRoles", "/scim/group-roles", {
      payload: Schema.Struct({ groupRoles: Schema.Array(ScimGroupRole).check(Schema.isMaxLength(100)) }),
      success: ScimConnection,
      error: [NotFound, SettingRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, rule),
    /** What the identity provider did here, newest first. */
    HttpApiEndpoint.get("log", "/scim/log", {
      query: pageQuery,
      success: Page(AuditRecord),
      error: InvalidCursor,
    }).annotate(RequiredPermission, rule),
  )
  .middleware(Authentication) {}
