import { granteeKey, granteeOf } from "@tango/contracts/Access"
import {
  type Grantee,
  GrantCreated,
  GrantRevoked,
  type Relation,
  ResourceChanged,
  ResourceRemoved,
} from "@tango/contracts/events/EntitlementsEvents"
import type { OrganizationId, ResourceRef } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Outbox from "@tango/messaging/Outbox"
import { liveGrants } from "@tango/service/entitlements/Grants"
import { tellGrant, tellResource } from "@tango/service/entitlements/Projection"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import { isRemoved } from "./persistence/ResourceRows.ts"

/*
 * All resources and grants of all services, and what is told of them: whoever keeps a projection hears of a grant from here, in one
 * form, whichever service has given it. Each writes what is news and announces it in the same transaction, under the same sequence.
 */

// The organization is a part: members choose ids, and another organization's must never be in their way.
const name = (organizationId: OrganizationId, { id, type }: ResourceRef) => `${organizationId}/${type}/${id}`

export const keepResource = Effect.fnUntraced(function* (
  resource: ResourceRef,
  parent: ResourceRef | null,
  sequence: number,
) {
  const organizationId = yield* CurrentTenant
  if (!(yield* tellResource(resource, { parent }, sequence))) return false
  yield* Outbox.append(ResourceChanged, {
    subject: `resource/${name(organizationId, resource)}`,
    sequence,
    data: { organizationId, resource, parent },
  })
  return true
})

/** `before` is what is taken back when `relation` is null. */
export const keepGrant = Effect.fnUntraced(function* (
  { grantee, relation, resource }: { resource: ResourceRef; grantee: Grantee; relation: Relation | null },
  told: { readonly before: Relation; readonly actorId: string; readonly sequence: number },
) {
  const organizationId = yield* CurrentTenant
  const sql = yield* Transaction
  if (yield* isRemoved(sql, organizationId, resource)) return
  if (!(yield* tellGrant(resource, grantee, relation, told.sequence))) return
  const slot = `${resource.type}/${resource.id}/${granteeKey(grantee)}`
  yield* Outbox.append(relation === null ? GrantRevoked : GrantCreated, {
    subject: `grant/${organizationId}/${slot}`,
    sequence: told.sequence,
    data: {
      organizationId,
      grantId: slot,
      resource,
      grantee,
      relation: relation ?? told.before,
      actorId: told.actorId,
    },
  })
})

/** The resource goes, and every grant on it. `sequenceOf` numbers what is told of a grant. */
export const dropResource = Effect.fnUntraced(function* <E, R>(
  resource: ResourceRef,
  { actorId, sequence }: { readonly actorId: string; readonly sequence: number },
  sequenceOf: (grantee: Grantee) => Effect.Effect<number, E, R>,
) {
  const organizationId = yield* CurrentTenant
  for (const grant of yield* liveGrants(yield* Transaction, organizationId, resource)) {
    const grantee = granteeOf(grant.grantee)
    const told = { before: grant.relation, actorId, sequence: yield* sequenceOf(grantee) }
    yield* keepGrant({ resource, grantee, relation: null }, told)
  }
  if (!(yield* tellResource(resource, "removed", sequence))) return
  yield* Outbox.append(ResourceRemoved, {
    subject: `resource/${name(organizationId, resource)}`,
    sequence,
    data: { organizationId, resource },
  })
})
