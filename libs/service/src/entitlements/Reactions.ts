import { grants } from "@tango/contracts/subscriptions/Grants"
import { members } from "@tango/contracts/subscriptions/Members"
import { plans } from "@tango/contracts/subscriptions/Plans"
import { on } from "@tango/messaging/Reaction"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import { tellGrant, tellMember, tellOrganization, tellResource } from "./Projection.ts"

const write = <A, E, R>(body: Effect.Effect<A, E, R>) =>
  TenantSql.use((tenantSql) => Effect.asVoid(tenantSql.transaction(body)))

/** What a service that asks about plans, features and limits hears of. */
export const planReactions = [
  on(plans.organizationEntitlementsChanged, ({ data, metadata }) => write(tellOrganization(data, metadata.sequence))),
]

/** What a service that asks about members hears of. */
export const memberReactions = [
  on(members.memberInvited, ({ data, metadata }) => write(tellMember(data, "invited", metadata.sequence))),
  on(members.memberJoined, ({ data, metadata }) => write(tellMember(data, "active", metadata.sequence))),
  on(members.memberUpdated, ({ data, metadata }) => write(tellMember(data, "as_before", metadata.sequence))),
  on(members.memberRoleChanged, ({ data, metadata }) => write(tellMember(data, "as_before", metadata.sequence))),
  on(members.memberDeactivated, ({ data, metadata }) => write(tellMember(data, "deactivated", metadata.sequence))),
  on(members.memberReactivated, ({ data, metadata }) => write(tellMember(data, "active", metadata.sequence))),
]

/** What a service that asks about other services' resources hears of. */
export const grantReactions = [
  on(grants.resourceChanged, ({ data, metadata }) =>
    write(tellResource(data.resource, { parent: data.parent }, metadata.sequence)),
  ),
  on(grants.resourceRemoved, ({ data, metadata }) => write(tellResource(data.resource, "removed", metadata.sequence))),
  on(grants.grantCreated, ({ data, metadata }) =>
    write(tellGrant(data.resource, data.grantee, data.relation, metadata.sequence)),
  ),
  on(grants.grantRevoked, ({ data, metadata }) =>
    write(tellGrant(data.resource, data.grantee, null, metadata.sequence)),
  ),
]
