import type { OrganizationCreated } from "@tango/contracts/events/IdentityEvents"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { Received } from "@tango/messaging/Reaction"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import { oneLine } from "./domain/Text.ts"

/** Takes over what identity says of the organization, unless something newer is known. */
export const applyOrganization = Effect.fnUntraced(function* ({
  data,
  metadata,
}: Received<(typeof OrganizationCreated)["data"]["Type"]>) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  yield* sql`insert into organizations ${sql.insert({
    organization_id: tenant,
    name: oneLine(data.name),
    sequence: metadata.sequence,
  })} on conflict (organization_id) do update set name = excluded.name, sequence = excluded.sequence
    where organizations.sequence < excluded.sequence`
})

/** A member's event names the organization as well: good enough until the organization's own event has come. */
export const nameOrganization = Effect.fnUntraced(function* (name: string) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  yield* sql`insert into organizations ${sql.insert({ organization_id: tenant, name: oneLine(name), sequence: 0 })}
    on conflict (organization_id) do nothing`
})

/** The tenant's name; empty when nothing has been heard of it. */
export const organizationName = Effect.gen(function* () {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const [row] = yield* sql<{ name: string }>`select name from organizations where organization_id = ${tenant}`
  return row?.name ?? ""
})
