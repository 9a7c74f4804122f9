import { OrganizationId } from "@tango/contracts/Ids"
import { SystemSql } from "@tango/tenancy/Database"
import * as Effect from "effect/Effect"

/** Organizations for which time has changed, or is about to, what they may do: the longest due first. */
export const dueOrganizations = (at: Date, limit: number) =>
  SystemSql.use((sql) =>
    Effect.map(
      sql<{ organization_id: string }>`select organization_id from organization_plans
        where next_change_at <= ${at} order by next_change_at limit ${limit}`,
      (rows) => rows.map((row) => OrganizationId.make(row.organization_id)),
    ),
  ).pipe(Effect.orDie)
