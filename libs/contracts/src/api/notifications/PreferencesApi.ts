import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { RequiredPermission } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { Problem } from "../../Problem.ts"
import { Channel, Kind } from "./Kinds.ts"

export const Preference = Schema.Struct({
  kind: Kind,
  channel: Channel,
  /** What counts now. */
  enabled: Schema.Boolean,
  /** What counts for people who have not chosen: the organization's choice, or ours. */
  otherwise: Schema.Boolean,
  /** Whether the caller, or for the defaults the organization, has chosen. */
  chosen: Schema.Boolean,
  /** A kind of which people have to know: it cannot be switched off. */
  locked: Schema.Boolean,
})
export type Preference = typeof Preference.Type

/** `enabled: null` goes back to what counts otherwise. */
export const PreferenceChange = Schema.Struct({ kind: Kind, channel: Channel, enabled: Schema.NullOr(Schema.Boolean) })
export type PreferenceChange = typeof PreferenceChange.Type

/** Minutes after midnight on the member's own clock. */
const MinuteOfDay = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1439 }))

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name }).format()
    return true
  } catch {
    return false
  }
}

export const MemberSettings = Schema.Struct({
  /** An IANA name such as `Europe/Berlin`. */
  timeZone: Schema.String.check(
    Schema.isMaxLength(64),
    Schema.makeFilter((name: string) => isTimeZone(name) || "not a known time zone"),
  ),
  /** E-mails wait from `from` until `until`, over midnight where that is later; null without quiet hours. */
  quietHours: Schema.NullOr(Schema.Struct({ from: MinuteOfDay, until: MinuteOfDay })),
  /** The hour of the day at which the digest comes. */
  digestHour: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 23 })),
})
export type MemberSettings = typeof MemberSettings.Type

export const defaultSettings: MemberSettings = { timeZone: "UTC", quietHours: null, digestHour: 8 }

export class PreferenceLocked extends Problem<PreferenceLocked>()(
  "PreferenceLocked",
  { code: "preference_locked", status: 409, title: "This notification cannot be switched off." },
  { kind: Kind, channel: Channel },
) {}

const list = Schema.Struct({ preferences: Schema.Array(Preference) })
const changes = Schema.Struct({
  changes: Schema.Array(PreferenceChange).check(Schema.isMinLength(1), Schema.isMaxLength(100)),
})

export class PreferencesGroup extends HttpApiGroup.make("preferences")
  .add(
    HttpApiEndpoint.get("get", "/preferences", {
      success: Schema.Struct({ ...list.fields, settings: MemberSettings }),
    }).annotate(RequiredPermission, "self:read"),
    HttpApiEndpoint.patch("change", "/preferences", {
      payload: changes,
      success: list,
      error: PreferenceLocked,
    }).annotate(RequiredPermission, "self:write"),
    HttpApiEndpoint.put("setSettings", "/preferences/settings", {
      payload: MemberSettings,
      success: MemberSettings,
    }).annotate(RequiredPermission, "self:write"),
    HttpApiEndpoint.get("getDefaults", "/preferences/organization", { success: list }).annotate(
      RequiredPermission,
      "organization:read",
    ),
    HttpApiEndpoint.patch("changeDefaults", "/preferences/organization", {
      payload: changes,
      success: list,
      error: PreferenceLocked,
    }).annotate(RequiredPermission, "organization:write"),
  )
  .middleware(Authentication) {}
