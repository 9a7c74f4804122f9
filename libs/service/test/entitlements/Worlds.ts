import type { Access } from "@tango/contracts/Access"
import { granteeKey } from "@tango/contracts/Access"
import type { Grantee, Relation } from "@tango/contracts/events/EntitlementsEvents"
import { MemberId, OrganizationId, type ResourceRef } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import { MemberPrincipal } from "@tango/contracts/Principal"
import { Feature, type Limits, PlanName } from "@tango/contracts/Plans"

export interface Member {
  readonly memberId: MemberId
  readonly role: Role
  readonly status: "invited" | "active" | "deactivated"
}
export interface Resource extends ResourceRef {
  readonly parent: ResourceRef | null
  readonly removed: boolean
}
export interface Grant {
  readonly resource: ResourceRef
  readonly grantee: Grantee
  readonly relation: Relation | null
}
export interface Told {
  readonly plan: PlanName
  readonly features: ReadonlyArray<Feature>
  readonly limits: Limits
  readonly overridden: ReadonlyArray<string>
}

/** An organization with its people, things and grants: all that an answer can follow from. */
export interface World {
  readonly organizationId: OrganizationId
  readonly told: Told | null
  readonly members: ReadonlyArray<Member>
  readonly resources: ReadonlyArray<Resource>
  readonly grants: ReadonlyArray<Grant>
  /** Who asks, with the role that their session says. */
  readonly principal: MemberPrincipal
}

export const everybody = ["ada", "grace", "mary"].map((id) => MemberId.make(`member-${id}`))
export const everything: ReadonlyArray<ResourceRef> = [
  { type: "folder", id: "a" },
  { type: "folder", id: "b" },
  { type: "project", id: "a" },
  { type: "file", id: "a" },
]
const roles: ReadonlyArray<Role> = ["viewer", "member", "admin"]
const strength: ReadonlyArray<Relation> = ["viewer", "editor", "owner"]
const grantees: ReadonlyArray<Grantee> = [
  ...everybody.map((memberId) => ({ kind: "member" as const, memberId })),
  ...roles.map((role) => ({ kind: "role" as const, role })),
  { kind: "organization" },
]

/** Numbers that look random and are the same for the same seed. */
export const dice = (seed: number) => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const one = <A>(of: ReadonlyArray<A>): A => of[Math.floor(next() * of.length)] as A
  const some = <A>(of: ReadonlyArray<A>, chance: number) => of.filter(() => next() < chance)
  return { next, one, some }
}

const people = ({ one, some }: ReturnType<typeof dice>): ReadonlyArray<Member> =>
  some(everybody, 0.85).map((memberId) => ({
    memberId,
    role: one(["viewer", "member", "member", "member", "admin"] as const),
    status: one(["active", "active", "active", "active", "invited", "deactivated"] as const),
  }))

const plan = ({ next, one, some }: ReturnType<typeof dice>): Told => {
  const limit = () => (next() < 0.2 ? null : Math.floor(next() * 10))
  return {
    plan: one(PlanName.literals),
    features: some(Feature.literals, 0.5),
    limits: { projects: limit(), seats: limit(), storageBytes: limit(), apiCallsPerMonth: limit() },
    overridden: some([...Feature.literals, "projects", "seats"], 0.2),
  }
}

/** One of many worlds; what is inside of what may even go round in a circle, as it can while news are under way. */
export const randomWorld = (seed: number): World => {
  const rolls = dice(seed)
  const { next, one, some } = rolls
  const organizationId = OrganizationId.make(`organization-${seed}`)
  return {
    organizationId,
    told: next() < 0.1 ? null : plan(rolls),
    members: people(rolls),
    resources: some(everything, 0.9).map((ref) => ({
      ...ref,
      parent: next() < 0.6 ? one(everything) : null,
      removed: next() < 0.1,
    })),
    grants: everything.flatMap((resource) =>
      some(grantees, 0.22).map((grantee) => ({ resource, grantee, relation: next() < 0.15 ? null : one(strength) })),
    ),
    principal: new MemberPrincipal({
      memberId: one(everybody),
      organizationId,
      sessionId: "session",
      role: one(roles),
    }),
  }
}

const same = (one: ResourceRef, other: ResourceRef) => one.type === other.type && one.id === other.id

const subjectOf = ({ members, principal }: World, memberId: MemberId) => {
  const known = members.find((member) => member.memberId === memberId)
  if (memberId !== principal.memberId) return known
  if (known?.status === "deactivated") return known
  const role =
    known === undefined ? principal.role : roles[Math.min(roles.indexOf(known.role), roles.indexOf(principal.role))]
  return { memberId, role: role ?? "viewer", status: "active" as const }
}

/** The resource and what it is inside of, nearest first; every one once. */
const lineOf = ({ resources }: World, resource: ResourceRef): ReadonlyArray<ResourceRef> => {
  const line: Array<Resource> = []
  let at: ResourceRef | null = resource
  while (at !== null) {
    const ref: ResourceRef = at
    const found = resources.find((one) => same(one, ref) && !one.removed)
    if (found === undefined || line.includes(found)) return line
    line.push(found)
    at = found.parent
  }
  return line
}

/** The answer by the words of the rules, slowly: what the SQL has to agree with. */
export const accessIn = (world: World, memberId: MemberId, resource: ResourceRef): Access => {
  const subject = subjectOf(world, memberId)
  const none = (kind: "deactivated" | "not_a_member" | "unknown_resource" | "no_grant"): Access => ({
    relation: null,
    because: { kind },
    readOnlyRole: false,
  })
  if (subject?.status === "deactivated") return none("deactivated")
  if (subject === undefined || subject.status === "invited") return none("not_a_member")
  const line = lineOf(world, resource)
  if (line.length === 0) return none("unknown_resource")
  if (subject.role === "admin") return { relation: "owner", because: { kind: "administrator" }, readOnlyRole: false }
  const mine = [`member:${memberId}`, `role:${subject.role}`, "organization"]
  for (const relation of strength.toReversed()) {
    for (const [depth, ref] of line.entries()) {
      for (const grantee of mine) {
        const grant = world.grants.find(
          (one) => same(one.resource, ref) && one.relation === relation && granteeKey(one.grantee) === grantee,
        )
        if (grant === undefined) continue
        const readOnlyRole = subject.role === "viewer" && relation !== "viewer"
        const because = {
          kind: "grant" as const,
          resource: { type: ref.type, id: ref.id },
          grantee: grant.grantee,
          relation,
          inherited: depth > 0,
        }
        return { relation: readOnlyRole ? "viewer" : relation, because, readOnlyRole }
      }
    }
  }
  return none("no_grant")
}
