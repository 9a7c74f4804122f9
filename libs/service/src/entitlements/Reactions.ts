import {
  GrantCreated,
  GrantRevoked,
  OrganizationEntitlementsChanged,
  ResourceChanged,
  ResourceRemoved,
} from "@tango/contracts/events/EntitlementsEvents"
import {
  MemberDeactivated,
  MemberInvited,
  MemberJoined,
  MemberReactivated,
  MemberRoleChanged,
  MemberUpdated,
} from "@tango/contracts/events/IdentityEvents"
import { on } from "@tango/messaging/Reaction"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import { tellGrant, tellMember, tellOrganization, tellResource } from "./Projection.ts"

const write = <A, E, R>(body: Effect.Effect<A, E, R>) =>
  TenantSql.use((tenantSql) => Effect.asVoid(tenantSql.transaction(body)))

/** What a service that asks about plans, features and limits hears of. */
export const planReactions = [
  on(OrganizationEntitlementsChanged, ({ data, metadata }) => write(tellOrganization(data, metadata.sequence))),
]

/** What a service that asks about members hears of. */
export const memberReactions = [
  on(MemberInvited, ({ data, metadata }) => write(tellMember(data, "invited", metadata.sequence))),
  on(MemberJoined, ({ data, metadata }) => write(tellMember(data, "active", metadata.sequence))),
  on(MemberUpdated, ({ data, metadata }) => write(tellMember(data, "as_before", metadata.sequence))),
  on(MemberRoleChanged, ({ data, metadata }) => write(tellMember(data, "as_before", metadata.sequence))),
  on(MemberDeactivated, ({ data, metadata }) => write(tellMember(data, "deactivated", metadata.sequence))),
  on(MemberReactivated, ({ data, metadata }) => write(tellMember(data, "active", metadata.sequence))),
]

/** What a service that asks about other services' resources hears of. */
export const grantReactions = [
  on(ResourceChanged, ({ data, metadata }) =>
    write(tellResource(data.resource, { parent: data.parent }, metadata.sequence)),
  ),
  on(ResourceRemoved, ({ data, metadata }) => write(tellResource(data.resource, "removed", metadata.sequence))),
  on(GrantCreated, ({ data, metadata }) =>
    write(tellGrant(data.resource, data.grantee, data.relation, metadata.sequence)),
  ),
  on(GrantRevoked, ({ data, metadata }) => write(tellGrant(data.resource, data.grantee, null, metadata.sequence))),
]
