import { CurrentTenant } from "@tango/contracts/Principal"
import type { subscriptions } from "@tango/contracts/subscriptions/Notifications"
import type { Received } from "@tango/messaging/Reaction"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import { oneLine } from "./domain/Text.ts"

/** Takes over what identity says of the organization, unless something newer is known. */
export const applyOrganization = Effect.fnUntraced(function* ({
  data,
  metadata,
}: Received<(typeof subscriptions.organizationCreated)["data"]["Type"]>) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  yield* sql`insert into organizations ${sql.insert({
    organization_id: tenant,
    name: oneLine(data.name),
    sequence: metadata.sequence,
    ...(data.logoUrl === undefined ? {} : { logo_url: data.logoUrl }),
  })} on conflict (organization_id) do update set name = excluded.name, sequence = excluded.sequence
    ${data.logoUrl === undefined ? sql.literal("") : sql.literal(", logo_url = excluded.logo_url")}
    where organizations.sequence < excluded.sequence`
})

/** A member's event names the organization as well: good enough until the organization's own event has come. */
export const nameOrganization = Effect.fnUntraced(function* (name: string) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  yield* sql`insert into organizations ${sql.insert({ organization_id: tenant, name: oneLine(name), sequence: 0 })}
    on conflict (organization_id) do nothing`
})

/** The tenant's name, empty when nothing has been heard of it, and its logo. */
export const organization = Effect.gen(function* () {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const [row] = yield* sql<{ name: string; logo_url: string | null }>`
    select name, logo_url from organizations where organization_id = ${tenant}`
  return { organizationName: row?.name ?? "", logoUrl: row?.logo_url ?? null }
})

const tenantsTables = [
  "members",
  "member_settings",
  "preferences",
  "deliveries",
  "suppressions",
  "inbox_items",
  "inbox_positions",
  "digest_entries",
  "digest_days",
] as const

/** Forgets everything of an organization that is no more, but that it is no more: nobody is told anything any more. */
export const forgetOrganization = Effect.gen(function* () {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  for (const table of tenantsTables) yield* sql`delete from ${sql(table)} where organization_id = ${tenant}`
  yield* sql`insert into organizations ${sql.insert({ organization_id: tenant, name: "", sequence: 0, deleted: true })}
    on conflict (organization_id) do update set name = '', logo_url = null, deleted = true`
})
