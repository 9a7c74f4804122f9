import { MemberDeactivated } from "@tango/contracts/events/IdentityEvents"
import { ProjectCreated, ProjectDeleted, ProjectShared, ProjectUnshared } from "@tango/contracts/events/ProjectsEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { codeOf, member, type Stack, start } from "./Stack.ts"

let stack: Stack
beforeAll(async () => {
  stack = await start()
})
afterAll(() => stack.close())

type Ask = Awaited<ReturnType<Stack["organization"]>>["ada"]
const folder = (id: string) => ({ type: "folder", id })
const declare = (ask: Ask, id: string, parent: string | null = null) =>
  ask("PUT", `/resources/folder/${id}`, { parent: parent === null ? null : folder(parent) })
const give = (ask: Ask, id: string, grantee: string, relation: string) =>
  ask("PUT", `/resources/folder/${id}/grants/${grantee}`, { relation })
const accessTo = async (ask: Ask, resource: object, relation = "viewer", memberId?: string) =>
  (await ask("POST", "/check", { kind: "access", resource, relation, ...(memberId ? { memberId } : {}) })).body

describe("grants", () => {
  it("reach what is inside, and each answer tells which grant it follows from", async () => {
    const { ada, charles, grace } = await stack.organization()
    for (const [id, parent] of [
      ["top", null],
      ["middle", "top"],
      ["leaf", "middle"],
    ] as const) {
      assert.equal((await declare(ada, id, parent)).status, 200)
    }
    await give(ada, "top", "member:grace", "editor")
    assert.deepEqual(await accessTo(grace, folder("leaf"), "editor"), {
      kind: "access",
      allowed: true,
      access: {
        relation: "editor",
        because: {
          kind: "grant",
          resource: folder("top"),
          grantee: { kind: "member", memberId: "grace" },
          relation: "editor",
          inherited: true,
        },
        readOnlyRole: false,
      },
    })
    assert.deepInclude(await accessTo(charles, folder("leaf"), "owner"), {
      allowed: true,
      access: { relation: "owner", because: { kind: "administrator" }, readOnlyRole: false },
    })
    const explained = await charles("POST", "/explain", { resource: folder("leaf"), memberId: "grace" })
    const considered = Reflect.get(explained.body ?? {}, "considered")
    assert.deepEqual(
      considered.map((grant: { resource: { id: string }; inherited: boolean; reaches: boolean }) => [
        grant.resource.id,
        grant.inherited,
        grant.reaches,
      ]),
      [
        ["leaf", false, false],
        ["middle", true, false],
        ["top", true, false],
        ["top", true, true],
      ],
    )
  })

  it("answer many questions at once, about the plan too", async () => {
    const { ada } = await stack.organization()
    await declare(ada, "one")
    const { body } = await ada("POST", "/check-many", {
      questions: [
        { kind: "access", resource: folder("one"), relation: "owner" },
        { kind: "feature", feature: "sso" },
        { kind: "access", resource: folder("nowhere"), relation: "viewer" },
        { kind: "limit", limit: "projects", total: 4 },
      ],
    })
    const answers = Reflect.get(body ?? {}, "answers")
    assert.deepEqual(
      answers.map((answer: { allowed: boolean }) => answer.allowed),
      [true, false, false, false],
    )
    assert.deepEqual(answers[1], { kind: "feature", allowed: false, plan: "free", source: "plan" })
    assert.deepEqual(answers[3], { kind: "limit", allowed: false, plan: "free", limit: 3, source: "plan" })
    assert.deepEqual(answers[2].access.because, { kind: "unknown_resource" })
  })

  it("are listed by resource and by member, page by page", async () => {
    const { ada, charles, grace, luigi } = await stack.organization()
    for (const id of ["a", "b", "c"]) await declare(ada, id)
    await declare(ada, "inside", "b")
    await give(ada, "b", "organization", "editor")
    await give(ada, "c", "role:viewer", "viewer")
    const listed = async (ask: Ask, query = "") => {
      const { body } = await ask("GET", `/resources?type=folder${query}`)
      return Reflect.get(body ?? {}, "items").map(
        (item: { resource: { id: string }; relation: string }) => `${item.resource.id} ${item.relation}`,
      )
    }
    assert.deepEqual(await listed(grace), ["b editor", "inside editor"])
    assert.deepEqual(await listed(luigi), ["b viewer", "c viewer", "inside viewer"])
    assert.deepEqual(await listed(charles, "&memberId=luigi"), ["b viewer", "c viewer", "inside viewer"])
    const first = await ada("GET", "/resources?limit=3")
    const cursor = Reflect.get(first.body ?? {}, "next_cursor")
    assert.deepEqual(await listed(ada, `&limit=3&cursor=${cursor}`), ["inside owner"])
    assert.equal(codeOf(await grace("GET", "/resources?memberId=ada")), "forbidden")
    const holders = await grace("GET", "/resources/folder/inside/grants")
    assert.lengthOf(Reflect.get(holders.body ?? {}, "items"), 3)
    assert.equal((await grace("GET", "/resources/folder/a/grants")).status, 404)
  })

  it("are taken back at once, handed over in one step, and end with the membership", async () => {
    const { ada, grace, id } = await stack.organization()
    await declare(ada, "one")
    await give(ada, "one", "member:grace", "editor")
    await ada("DELETE", "/resources/folder/one/grants/member:grace")
    assert.deepInclude(await accessTo(grace, folder("one")), { allowed: false })
    await ada("POST", "/resources/folder/one/transfer", { memberId: "grace" })
    assert.deepInclude(await accessTo(grace, folder("one"), "owner"), { allowed: true })
    assert.deepInclude(await accessTo(ada, folder("one"), "owner"), { allowed: false })
    await stack.tell(
      busMessage(MemberDeactivated, { organizationId: id, sequence: 2, data: member(id, "grace", "member") }),
    )
    const answer = await accessTo(grace, folder("one"))
    assert.deepInclude(answer, { allowed: false })
    assert.deepInclude(Reflect.get(answer ?? {}, "access"), { because: { kind: "deactivated" } })
  })

  it("go with their resource, and everybody is told of each", async () => {
    const { ada, id } = await stack.organization()
    await declare(ada, "one")
    await give(ada, "one", "organization", "viewer")
    assert.equal((await ada("DELETE", "/resources/folder/one")).status, 204)
    assert.lengthOf(await stack.told(id, "entitlements.grant.created.v1"), 2)
    assert.lengthOf(await stack.told(id, "entitlements.grant.revoked.v1"), 2)
    assert.lengthOf(await stack.told(id, "entitlements.resource.removed.v1"), 1)
    assert.equal((await declare(ada, "one")).status, 200)
    assert.deepInclude(await accessTo(ada, folder("one"), "owner"), { allowed: true })
  })
})

describe("what cannot be", () => {
  it("is refused with its reason, and nothing is changed", async () => {
    const { ada, charles, grace, id, luigi } = await stack.organization()
    const other = await stack.organization()
    await declare(ada, "top")
    await declare(ada, "leaf", "top")
    await give(ada, "top", "member:luigi", "viewer")
    await give(ada, "top", "member:grace", "viewer")
    await declare(other.ada, "theirs")
    const count = () => stack.service.rows("select count(*) from outbox where organization_id = $1", [id])
    const before = await count()
    const cases: ReadonlyArray<readonly [{ status: number; body: unknown }, number, string, object?]> = [
      [await declare(ada, "top", "leaf"), 409, "nesting_refused", { reason: "cycle" }],
      [await declare(ada, "top", "top"), 409, "nesting_refused", { reason: "cycle" }],
      [await declare(ada, "top", "theirs"), 409, "nesting_refused", { reason: "unknown_parent" }],
      [await declare(grace, "mine", "top"), 403, "relation_required", { required: "editor" }],
      [await give(grace, "top", "member:grace", "owner"), 403, "relation_required", { required: "owner" }],
      [await give(luigi, "top", "member:luigi", "owner"), 403, "forbidden"],
      [await give(other.ada, "top", "member:ada", "owner"), 404, "not_found"],
      [await give(ada, "top", "member:stranger", "viewer"), 422, "grantee_not_allowed", { reason: "unknown_member" }],
      [await give(ada, "top", "role:member", "owner"), 422, "grantee_not_allowed", { reason: "owner_is_a_member" }],
      [await ada("DELETE", "/resources/folder/top/grants/member:ada"), 409, "last_owner"],
      [await give(charles, "top", "member:ada", "viewer"), 409, "last_owner"],
      [await ada("PUT", "/resources/project/x", { parent: null }), 409, "managed_elsewhere", { service: "projects" }],
      [await ada("PUT", "/resources/Folder!/x", { parent: null }), 400, "invalid_request"],
    ]
    for (const [answer, status, code, more] of cases) {
      assert.equal(answer.status, status, code)
      assert.deepInclude(answer.body, { code, ...more })
    }
    assert.deepEqual(await count(), before)
  })

  it("nests no deeper than sixteen, whichever end is moved", async () => {
    const { ada } = await stack.organization()
    for (let n = 1; n <= 16; n++) {
      assert.equal((await declare(ada, `d${n}`, n === 1 ? null : `d${n - 1}`)).status, 200)
    }
    assert.deepInclude((await declare(ada, "d17", "d16")).body, { code: "nesting_refused", reason: "too_deep" })
    await declare(ada, "above")
    assert.deepInclude((await declare(ada, "d1", "above")).body, { code: "nesting_refused", reason: "too_deep" })
  })

  it("is not made by two moves at the same moment", async () => {
    const { ada } = await stack.organization()
    await declare(ada, "a")
    await declare(ada, "b")
    const answers = await Promise.all([declare(ada, "a", "b"), declare(ada, "b", "a")])
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((one, other) => one - other),
      [200, 409],
    )
  })
})

describe("projects, which their own service shares", () => {
  const projectId = "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c"
  const news = (organizationId: string) => {
    const data = { ...ProjectCreated.example, organizationId, projectId, actorId: "ada" }
    const shared = {
      ...ProjectShared.example,
      ...data,
      grantee: { kind: "member" as const, memberId: "grace" },
      relation: "editor" as const,
    }
    return {
      created: busMessage(ProjectCreated, { organizationId, sequence: 1, data }),
      shared: busMessage(ProjectShared, { organizationId, sequence: 2, data: shared }),
      unshared: busMessage(ProjectUnshared, { organizationId, sequence: 3, data: shared }),
      again: busMessage(ProjectShared, { organizationId, sequence: 4, data: { ...shared, relation: "viewer" } }),
      deleted: busMessage(ProjectDeleted, { organizationId, sequence: 5, data }),
    }
  }
  const project = { type: "project", id: projectId }

  it("are answered about as they were shared, in whatever order the news come and however often", async () => {
    for (const order of [
      ["created", "shared"],
      ["shared", "created"],
      ["shared", "shared", "created", "created"],
    ] as const) {
      const { grace, id } = await stack.organization()
      for (const name of order) await stack.tell(news(id)[name])
      assert.deepInclude(await accessTo(grace, project, "editor"), { allowed: true }, order.join())
      assert.lengthOf(await stack.told(id, "entitlements.grant.created.v1"), 2)
    }
    const { ada, grace, id } = await stack.organization()
    const { again, created, deleted, shared, unshared } = news(id)
    await stack.tell(created)
    await stack.tell(again)
    await stack.tell(unshared)
    await stack.tell(shared)
    assert.deepInclude(await accessTo(grace, project), { allowed: true })
    assert.deepInclude(await accessTo(grace, project, "editor"), { allowed: false })
    await stack.tell(deleted)
    await stack.tell(created)
    await stack.tell(shared)
    assert.deepInclude(await accessTo(ada, project), { allowed: false })
    assert.lengthOf(await stack.told(id, "entitlements.grant.revoked.v1"), 2)
  })
})
