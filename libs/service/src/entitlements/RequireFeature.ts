import { FeatureNotIncluded } from "@tango/contracts/FeatureNotIncluded"
import type { Feature } from "@tango/contracts/Plans"
import { CurrentTenant } from "@tango/contracts/Principal"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import { organizationQuery, toKnownEntitlements } from "./Organization.ts"

/** Makes the question: it goes on only where the tenant has the feature, as far as entitlements have told this service. */
export const makeRequireFeature = Effect.gen(function* () {
  const tenantSql = yield* TenantSql
  return Effect.fn("requireFeature")(function* (feature: Feature) {
    const tenant = yield* CurrentTenant
    const { features } = yield* toKnownEntitlements(yield* tenantSql.read((sql) => organizationQuery(sql, tenant)))
    if (!features.includes(feature)) return yield* new FeatureNotIncluded({ feature })
  })
})
