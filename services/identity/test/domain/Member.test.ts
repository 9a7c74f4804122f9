import { assert, describe, it } from "@effect/vitest"
import { MemberStatus } from "@tango/contracts/api/IdentityApi"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { Role } from "@tango/contracts/Permissions"
import { Schema } from "effect"
import { type KnownMember, type MemberFact, memberFacts, type MemberSnapshot } from "../../src/domain/Member.ts"

const Snapshots = Schema.Array(
  Schema.Struct({
    role: Role,
    status: MemberStatus,
    name: Schema.Literals(["Ada", "Ada Lovelace"]),
    updatedAt: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 })),
  }),
).check(Schema.isMaxLength(8))

const ids = {
  memberId: MemberId.make("member-1"),
  organizationId: OrganizationId.make("org-1"),
  email: "ada@x.example",
}

/** What is known and what has been announced after these snapshots have come in this order. */
const after = (snapshots: typeof Snapshots.Type) =>
  snapshots.reduce<{ known: KnownMember | undefined; facts: ReadonlyArray<MemberFact> }>(
    ({ facts, known }, each) => {
      const snapshot: MemberSnapshot = { ...ids, ...each }
      const change = memberFacts(known, snapshot, false)
      if (change._tag !== "Changed") return { known, facts }
      const joined = (known?.joined ?? false) || snapshot.status === "active"
      return { known: { ...snapshot, joined }, facts: [...facts, ...change.facts] }
    },
    { known: undefined, facts: [] },
  )

const count = (facts: ReadonlyArray<MemberFact>, tag: MemberFact["_tag"]) =>
  facts.filter((fact) => fact._tag === tag).length

describe("what snapshots of a member mean", () => {
  it.prop("a member joins once, and exactly when it has ever been active", [Snapshots], ([snapshots]) => {
    const { facts, known } = after(snapshots)
    assert.strictEqual(count(facts, "Joined"), known?.joined === true ? 1 : 0)
  })

  it.prop("who hears of every fact knows the status, whatever else has changed", [Snapshots], ([snapshots]) => {
    const { facts, known } = after(snapshots)
    const told = { Invited: "invited", Joined: "active", Reactivated: "active", Deactivated: "deactivated" } as const
    const heard = facts.flatMap(({ _tag }) => (_tag === "RoleChanged" || _tag === "Updated" ? [] : [told[_tag]])).at(-1)
    const status = known?.status === "pending" ? "invited" : known?.status
    // Of somebody who was gone before anything was known nobody has to hear.
    if (heard !== undefined || status !== "deactivated") assert.strictEqual(heard, status)
  })

  it.prop("the same snapshot again announces nothing", [Snapshots], ([snapshots]) => {
    const doubled = snapshots.flatMap((snapshot) => [snapshot, snapshot])
    assert.deepStrictEqual(after(doubled), after(snapshots))
  })

  it.prop("a snapshot older than what is known changes nothing", [Snapshots], ([snapshots]) => {
    const { known } = after(snapshots)
    if (known === undefined) return
    const older = { ...known, name: "Older", updatedAt: known.updatedAt - 1 }
    if (older.updatedAt > 0) assert.deepStrictEqual(memberFacts(known, older, true), { _tag: "Stale" })
  })

  it.prop("everything that is announced of a role says what it was before", [Snapshots], ([snapshots]) => {
    for (const fact of after(snapshots).facts)
      if (fact._tag === "RoleChanged") assert.include(Role.literals, fact.previousRole)
  })

  it("an invitation, its acceptance, another role, the end and the return, one after the other", () => {
    const step = (status: typeof MemberStatus.Type, role: Role, updatedAt: number) => ({
      status,
      role,
      name: "Ada" as const,
      updatedAt,
    })
    const { facts } = after([
      step("invited", "member", 1),
      step("active", "member", 2),
      step("active", "admin", 3),
      step("deactivated", "admin", 4),
      step("active", "admin", 5),
    ])
    assert.deepStrictEqual(facts, [
      { _tag: "Invited" },
      { _tag: "Joined" },
      { _tag: "RoleChanged", previousRole: "member" },
      { _tag: "Deactivated" },
      { _tag: "Reactivated" },
    ])
  })

  it.prop("who is deactivated stays so, whatever is told that is not later", [Snapshots], ([snapshots]) => {
    const { known } = after(snapshots)
    if (known?.status !== "deactivated") return
    for (let updatedAt = 0; updatedAt <= known.updatedAt; updatedAt++)
      assert.deepStrictEqual(memberFacts(known, { ...known, status: "active", updatedAt }, false), { _tag: "Stale" })
  })

  it("a return within the second of the end is believed when Stytch was asked while the member was locked", () => {
    const gone: KnownMember = { ...ids, role: "member", status: "deactivated", name: "Ada", updatedAt: 3, joined: true }
    assert.deepStrictEqual(memberFacts(gone, { ...gone, status: "active" }, true), {
      _tag: "Changed",
      facts: [{ _tag: "Reactivated" }],
    })
  })
})
