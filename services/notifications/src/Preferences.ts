import {
  isChoice,
  type MemberSettings,
  type Preference,
  type PreferenceChange,
  PreferenceLocked,
} from "@tango/contracts/api/NotificationsApi"
import { NotificationsAuditRecorded } from "@tango/contracts/events/AuditEvents"
import type { MemberId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import { recordAudit } from "@tango/messaging/Audit"
import { OutboxSignal } from "@tango/messaging/Outbox"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { everybody, overview } from "./domain/Preferences.ts"
import { choicesOf, setPreference, setSettings, settingsOf, toSettings } from "./persistence/PreferenceRows.ts"

type Changes = ReadonlyArray<PreferenceChange>
type All = ReadonlyArray<Preference>

/** What people want to hear of, and how; and what counts in the organization for those who have not said. */
export class Preferences extends Context.Service<
  Preferences,
  {
    get(memberId: MemberId): Effect.Effect<All, never, CurrentTenant>
    change(memberId: MemberId, changes: Changes): Effect.Effect<All, PreferenceLocked, CurrentTenant>
    settings(memberId: MemberId): Effect.Effect<MemberSettings, never, CurrentTenant>
    setSettings(memberId: MemberId, settings: MemberSettings): Effect.Effect<MemberSettings, never, CurrentTenant>
    readonly defaults: Effect.Effect<All, never, CurrentTenant>
    /** `actorId` for the audit log. */
    changeDefaults(changes: Changes, actorId: string): Effect.Effect<All, PreferenceLocked, CurrentTenant>
  }
>()("@tango/notifications/Preferences") {
  static readonly layer = Layer.effect(
    Preferences,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* OutboxSignal

      const of = Effect.fn("Preferences.of")(function* (whose: string) {
        const tenant = yield* CurrentTenant
        const choices = yield* tenantSql.read((sql) => choicesOf(sql, tenant, [whose]))
        return overview(choices, whose)
      })

      const write = Effect.fnUntraced(function* (whose: string, changes: Changes) {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        for (const change of changes) {
          if (!isChoice(change.kind, change.channel))
            return yield* new PreferenceLocked({ kind: change.kind, channel: change.channel })
          yield* setPreference(sql, tenant, whose, change)
        }
      })

      const change = Effect.fn("Preferences.change")(function* (memberId: MemberId, changes: Changes) {
        yield* tenantSql.transaction(write(memberId, changes))
        return yield* of(memberId)
      })

      const changeDefaults = Effect.fn("Preferences.changeDefaults")(function* (changes: Changes, actorId: string) {
        const audits = changes.map(({ channel, enabled, kind }) =>
          recordAudit(NotificationsAuditRecorded, {
            actor: { kind: "member", id: actorId },
            action: "notification_default.changed",
            target: { type: "notification_default", id: `${kind}/${channel}` },
            details: { enabled },
          }),
        )
        yield* tenantSql.transaction(
          Effect.andThen(write(everybody, changes), Effect.all(audits, { discard: true })).pipe(
            Effect.provideService(OutboxSignal, signal),
          ),
        )
        return yield* of(everybody)
      })

      const settings = Effect.fn("Preferences.settings")(function* (memberId: MemberId) {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => settingsOf(sql, tenant, [memberId]))
        return toSettings(row)
      })

      const set = Effect.fn("Preferences.setSettings")(function* (memberId: MemberId, wanted: MemberSettings) {
        const tenant = yield* CurrentTenant
        yield* tenantSql.transaction(Transaction.use((sql) => setSettings(sql, tenant, memberId, wanted)))
        return wanted
      })

      return Preferences.of({ get: of, change, settings, setSettings: set, defaults: of(everybody), changeDefaults })
    }),
  )
}
