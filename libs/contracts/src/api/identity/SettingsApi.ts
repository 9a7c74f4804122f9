import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { RequiredPermission } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { Problem, ProviderUnavailable } from "../../Problem.ts"

/** `reason` is Stytch's word, such as `organization_settings_domain_too_common`. */
export class SettingRefused extends Problem<SettingRefused>()(
  "SettingRefused",
  { code: "setting_refused", status: 422, title: "This setting is not possible." },
  { reason: Schema.String },
) {}

export const AuthMethod = Schema.Literals(["magic_link", "password", "google_oauth", "microsoft_oauth", "sso"])
export type AuthMethod = typeof AuthMethod.Type
export const MfaMethod = Schema.Literals(["totp", "sms_otp"])
export type MfaMethod = typeof MfaMethod.Type

const Domain = Schema.String.check(
  Schema.isMaxLength(253),
  Schema.isPattern(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/u),
)

/** Who may come in without being asked: people with an address at one of the domains, or whom the identity provider sends. */
export const Joining = Schema.Struct({
  allowedDomains: Schema.Array(Domain).check(Schema.isMaxLength(20)),
  byEmailDomain: Schema.Boolean,
  bySso: Schema.Boolean,
})

/** Null is "any". */
export const LogInRules = Schema.Struct({
  methods: Schema.NullOr(Schema.Array(AuthMethod).check(Schema.isMinLength(1))),
  mfa: Schema.Literals(["optional", "required"]),
  mfaMethods: Schema.NullOr(Schema.Array(MfaMethod).check(Schema.isMinLength(1))),
})

export const Settings = Schema.Struct({ joining: Joining, logIn: LogInRules })

export class SettingsGroup extends HttpApiGroup.make("settings")
  .add(
    HttpApiEndpoint.get("get", "/settings", { success: Settings, error: ProviderUnavailable }).annotate(
      RequiredPermission,
      "organization:write",
    ),
    HttpApiEndpoint.put("setJoining", "/settings/joining", {
      payload: Joining,
      success: Settings,
      error: [SettingRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, "organization:write"),
    HttpApiEndpoint.put("setLogIn", "/settings/log-in", {
      payload: LogInRules,
      success: Settings,
      error: [SettingRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, "organization:write"),
  )
  .middleware(Authentication) {}
