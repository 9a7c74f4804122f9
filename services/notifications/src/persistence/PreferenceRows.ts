import type * as PgClient from "@effect/sql-pg/PgClient"
import type { MemberSettings, PreferenceChange } from "@tango/contracts/api/NotificationsApi"
import { defaultSettings } from "@tango/contracts/api/NotificationsApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import { type Choice, everybody } from "../domain/Preferences.ts"

type Sql = PgClient.PgClient

/** The choices of these members, and the organization's. */
export const choicesOf = (sql: Sql, tenant: OrganizationId, memberIds: ReadonlyArray<string>) =>
  sql<Choice>`select member_id as "memberId", kind, channel, enabled from preferences
    where organization_id = ${tenant} and ${sql.in("member_id", [everybody, ...memberIds])}`

/** `enabled: null` forgets the choice. */
export const setPreference = (
  sql: Sql,
  tenant: OrganizationId,
  memberId: string,
  { channel, enabled, kind }: PreferenceChange,
) =>
  enabled === null
    ? sql`delete from preferences where organization_id = ${tenant} and member_id = ${memberId}
        and kind = ${kind} and channel = ${channel}`
    : sql`insert into preferences ${sql.insert({ organization_id: tenant, member_id: memberId, kind, channel, enabled })}
        on conflict (organization_id, member_id, kind, channel) do update set enabled = excluded.enabled`

interface SettingsRow {
  readonly member_id: string
  readonly time_zone: string
  readonly quiet_from: number | null
  readonly quiet_until: number | null
  readonly digest_hour: number
}

export const settingsOf = (sql: Sql, tenant: OrganizationId, memberIds: ReadonlyArray<string>) =>
  sql<SettingsRow>`select member_id, time_zone, quiet_from, quiet_until, digest_hour from member_settings
    where organization_id = ${tenant} and ${sql.in("member_id", memberIds)}`

export const toSettings = (row: SettingsRow | undefined): MemberSettings =>
  row === undefined
    ? defaultSettings
    : {
        timeZone: row.time_zone,
        quietHours:
          row.quiet_from === null || row.quiet_until === null ? null : { from: row.quiet_from, until: row.quiet_until },
        digestHour: row.digest_hour,
      }

export const setSettings = (sql: Sql, tenant: OrganizationId, memberId: string, settings: MemberSettings) =>
  sql`insert into member_settings ${sql.insert({
    organization_id: tenant,
    member_id: memberId,
    time_zone: settings.timeZone,
    quiet_from: settings.quietHours?.from ?? null,
    quiet_until: settings.quietHours?.until ?? null,
    digest_hour: settings.digestHour,
  })} on conflict (organization_id, member_id) do update set time_zone = excluded.time_zone,
    quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, digest_hour = excluded.digest_hour`
