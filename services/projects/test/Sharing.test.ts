import {
  ApiClientRevoked,
  MemberDeactivated,
  MemberJoined,
  MemberReactivated,
  MemberRoleChanged,
} from "@tango/contracts/events/IdentityEvents"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { type ServiceUnderTest, startService } from "@tango/testing/ServiceUnderTest"
import { Layer } from "effect"
import { randomUUID } from "node:crypto"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { layerRoutes } from "../src/http/Routes.ts"
import { migrations } from "../src/persistence/Migrations.ts"
import { reactions } from "../src/reactions/Reactions.ts"

const projects = "/api/projects/projects"
let service: ServiceUnderTest
let consumer: ConsumerUnderTest

beforeAll(async () => {
  service = await startService({ service: "projects", routes: layerRoutes, migrations })
  consumer = startConsumer({ reactions, layer: Layer.empty, env: service.env })
})
afterAll(async () => {
  await consumer.close()
  await service.close()
})

type Role = "admin" | "member" | "viewer"
const stytch: Record<Role, Array<string>> = {
  admin: ["stytch_member", "stytch_admin"],
  member: ["stytch_member", "member"],
  viewer: ["stytch_member"],
}

const news = (organizationId: string, memberId: string, role: Role) => ({
  ...MemberJoined.example,
  organizationId,
  memberId,
  role,
})

/** An organization of its own: Ada, Grace and Mary are members, Luigi is a viewer, Charles the admin. */
const organization = async () => {
  const id = `org-${randomUUID()}`
  const people: Record<string, Role> = {
    ada: "member",
    grace: "member",
    mary: "member",
    luigi: "viewer",
    charles: "admin",
  }
  const joined = Object.entries(people).map(([name, role]) =>
    busMessage(MemberJoined, { organizationId: id, data: news(id, name, role) }),
  )
  assert.deepEqual(await consumer.deliver(...joined), [])
  const as = async (memberId: string) => {
    const token = await service.token({ organizationId: id, memberId, roles: stytch[people[memberId] ?? "viewer"] })
    return (method: string, path: string, body?: unknown) =>
      service.request(method, projects + path, { token, ...(body === undefined ? {} : { body }) })
  }
  const [ada, grace, mary, luigi, charles] = await Promise.all(["ada", "grace", "mary", "luigi", "charles"].map(as))
  const created = await ada!("POST", "", { name: "Difference Engine" })
  assert.equal(created.status, 201)
  const project = `/${Reflect.get(created.body ?? {}, "projectId")}`
  return { id, project, ada: ada!, grace: grace!, mary: mary!, luigi: luigi!, charles: charles! }
}

const tell = async (...bodies: ReadonlyArray<string>) => assert.deepEqual(await consumer.deliver(...bodies), [])
const code = (answer: { body: unknown }) => Reflect.get(answer.body ?? {}, "code")
const names = (answer: { body: unknown }) =>
  Reflect.get(answer.body ?? {}, "items").map((item: { name: string }) => item.name)

describe("a project", () => {
  it("is seen by its owner and the admins, and for everybody else is not there", async () => {
    const { ada, charles, grace, luigi, project } = await organization()
    assert.deepInclude((await ada("GET", project)).body, { relation: "owner" })
    const admin = await charles("GET", project)
    assert.deepInclude(admin.body, {
      relation: "owner",
      access: { relation: "owner", because: { kind: "administrator" }, readOnlyRole: false },
    })
    for (const stranger of [grace, luigi]) {
      assert.equal((await stranger("GET", project)).status, 404)
      assert.equal((await stranger("GET", `${project}/grants`)).status, 404)
      assert.deepEqual(names(await stranger("GET", "")), [])
    }
    assert.equal((await grace("POST", `${project}/archive`)).status, 404)
  })

  it("is what it is shared as: a viewer reads, an editor changes, an owner archives, and each is told why not", async () => {
    const { ada, grace, project } = await organization()
    assert.equal((await ada("PUT", `${project}/grants/member:grace`, { relation: "viewer" })).status, 200)
    assert.deepEqual(names(await grace("GET", "")), ["Difference Engine"])
    const refused = await grace("PATCH", project, { name: "Mine" })
    assert.equal(refused.status, 403)
    assert.deepInclude(refused.body, {
      code: "relation_required",
      required: "editor",
      access: {
        relation: "viewer",
        because: {
          kind: "grant",
          resource: { type: "project", id: project.slice(1) },
          grantee: { kind: "member", memberId: "grace" },
          relation: "viewer",
          inherited: false,
        },
        readOnlyRole: false,
      },
    })
    await ada("PUT", `${project}/grants/member:grace`, { relation: "editor" })
    assert.deepInclude((await grace("PATCH", project, { description: "Ours" })).body, { description: "Ours" })
    assert.equal(code(await grace("POST", `${project}/archive`)), "relation_required")
    await ada("PUT", `${project}/grants/member:grace`, { relation: "owner" })
    assert.equal((await grace("POST", `${project}/archive`)).status, 200)
    assert.equal(code(await ada("PATCH", project, { name: "Changed" })), "project_archived")
    assert.equal((await ada("POST", `${project}/restore`)).status, 200)
    assert.equal((await ada("DELETE", project)).status, 204)
    assert.equal((await grace("GET", project)).status, 404)
  })

  it("is gone for somebody with the answer that takes it back, whatever news are still under way", async () => {
    const { ada, grace, project } = await organization()
    await ada("PUT", `${project}/grants/member:grace`, { relation: "editor" })
    assert.equal((await ada("DELETE", `${project}/grants/member:grace`)).status, 204)
    assert.equal((await grace("GET", project)).status, 404)
    assert.equal((await ada("DELETE", `${project}/grants/member:grace`)).status, 204)
  })

  it("reaches everybody of a role or of the organization, and a Viewer no further than reading", async () => {
    const { ada, grace, luigi, project } = await organization()
    await ada("PUT", `${project}/grants/role:member`, { relation: "editor" })
    assert.equal((await grace("PATCH", project, { name: "Engine" })).status, 200)
    assert.equal((await luigi("GET", project)).status, 404)
    await ada("PUT", `${project}/grants/organization`, { relation: "editor" })
    assert.deepInclude((await luigi("GET", project)).body, { relation: "viewer" })
    assert.deepInclude(Reflect.get((await luigi("GET", project)).body ?? {}, "access"), { readOnlyRole: true })
  })

  it("changes hands in one step, and its old owner stays an editor", async () => {
    const { ada, grace, project } = await organization()
    assert.equal((await ada("POST", `${project}/transfer`, { memberId: "grace" })).status, 200)
    assert.deepInclude((await ada("GET", project)).body, { relation: "editor" })
    assert.deepInclude((await grace("GET", project)).body, { relation: "owner" })
    assert.equal((await ada("DELETE", `${project}/grants/member:ada`)).status, 204)
  })

  it("tells of it: audit and events under one rising version", async () => {
    const { ada, id, project } = await organization()
    await ada("PUT", `${project}/grants/member:grace`, { relation: "viewer" })
    await ada("PUT", `${project}/grants/member:grace`, { relation: "viewer" })
    await ada("DELETE", `${project}/grants/member:grace`)
    const rows = await service.rows("select type, sequence from outbox where subject = $1 order by sequence", [
      `project${project}`,
    ])
    assert.deepEqual(rows, [
      { type: "projects.project.created.v1", sequence: 1 },
      { type: "projects.project.shared.v1", sequence: 2 },
      { type: "projects.project.unshared.v1", sequence: 3 },
    ])
    const audit = await service.rows(
      `select detail->'data'->>'action' as action from outbox
       where organization_id = $1 and type = 'projects.audit.recorded.v1' order by created_at, id`,
      [id],
    )
    assert.deepEqual(
      audit.map(({ action }) => action),
      ["project.created", "project.shared", "project.unshared"],
    )
  })
})

describe("members", () => {
  it("who are deactivated see nothing any more, and see it again when they are back", async () => {
    const { ada, grace, id, project } = await organization()
    await ada("PUT", `${project}/grants/member:grace`, { relation: "editor" })
    const data = news(id, "grace", "member")
    await tell(busMessage(MemberDeactivated, { organizationId: id, sequence: 2, data }))
    assert.equal((await grace("GET", project)).status, 404)
    assert.deepEqual(names(await grace("GET", "")), [])
    await tell(busMessage(MemberReactivated, { organizationId: id, sequence: 3, data }))
    assert.equal((await grace("GET", project)).status, 200)
  })

  it("whose role is lowered lose what needs it at once, before their session is renewed", async () => {
    const { ada, grace, id, project } = await organization()
    await ada("PUT", `${project}/grants/member:grace`, { relation: "editor" })
    const data = { ...news(id, "grace", "viewer"), previousRole: "member" as const }
    await tell(busMessage(MemberRoleChanged, { organizationId: id, sequence: 2, data }))
    assert.equal(code(await grace("PATCH", project, { name: "Mine" })), "relation_required")
  })

  it("whom no news have told of yet see what is theirs", async () => {
    const token = await service.token({ organizationId: "org-fresh", memberId: "new", roles: ["member"] })
    const made = await service.request("POST", projects, { token, body: { name: "First" } })
    const path = `${projects}/${Reflect.get(made.body ?? {}, "projectId")}`
    assert.equal((await service.request("GET", path, { token })).status, 200)
  })
})

describe("what cannot be", () => {
  it("is refused with its reason, and nothing is changed", async () => {
    const { ada, charles, grace, id, luigi, project } = await organization()
    const other = await organization()
    await ada("PUT", `${project}/grants/organization`, { relation: "editor" })
    await tell(busMessage(MemberDeactivated, { organizationId: id, sequence: 2, data: news(id, "mary", "member") }))
    const before = await service.rows("select * from entitlement_grants where organization_id = $1 order by 4", [id])
    const outbox = await service.rows("select count(*) from outbox where organization_id = $1", [id])
    const share = (who: typeof ada, grantee: string, relation = "editor") =>
      who("PUT", `${project}/grants/${grantee}`, { relation })
    const cases: ReadonlyArray<readonly [{ status: number; body: unknown }, number, string, object?]> = [
      [await share(grace, "member:grace", "owner"), 403, "relation_required", { required: "owner" }],
      [await share(luigi, "member:luigi"), 403, "forbidden"],
      [await share(ada, "member:nobody"), 422, "grantee_not_allowed", { reason: "unknown_member" }],
      [await share(ada, "member:mary"), 422, "grantee_not_allowed", { reason: "deactivated_member" }],
      [await share(ada, "organization", "owner"), 422, "grantee_not_allowed", { reason: "owner_is_a_member" }],
      [await share(ada, "member:luigi", "owner"), 422, "grantee_not_allowed", { reason: "viewer_cannot_own" }],
      [await share(ada, "member:ada", "editor"), 409, "last_owner"],
      [await share(charles, "member:ada", "viewer"), 409, "last_owner"],
      [await share(ada, "team:one"), 400, "invalid_request"],
      [await share(ada, "member:grace", "god"), 400, "invalid_request"],
      [await ada("DELETE", `${project}/grants/member:ada`), 409, "last_owner"],
      [await ada("POST", `${project}/transfer`, { memberId: "luigi" }), 422, "grantee_not_allowed"],
      [await other.ada("PUT", `${project}/grants/member:ada`, { relation: "owner" }), 404, "not_found"],
    ]
    for (const [answer, status, problem, more] of cases) {
      assert.equal(answer.status, status, problem)
      assert.deepInclude(answer.body, { code: problem, ...more })
    }
    const after = await service.rows("select * from entitlement_grants where organization_id = $1 order by 4", [id])
    assert.deepEqual(after, before)
    assert.deepEqual(await service.rows("select count(*) from outbox where organization_id = $1", [id]), outbox)
  })

  it("two owners cannot both leave, even at the same moment", async () => {
    const { ada, grace, project } = await organization()
    await ada("PUT", `${project}/grants/member:grace`, { relation: "owner" })
    const answers = await Promise.all([
      ada("DELETE", `${project}/grants/member:ada`),
      grace("DELETE", `${project}/grants/member:grace`),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((one, other) => one - other),
      [204, 409],
    )
  })
})

it("refuses an API client once it was revoked, though its token is good for an hour", async () => {
  const organizationId = `org-${randomUUID()}`
  const clientId = `m2m-client-test-${randomUUID()}`
  const token = await service.clientToken({ organizationId, clientId, scopes: ["projects:read"] })
  const ask = async () => (await service.request("GET", projects, { token })).status
  assert.equal(await ask(), 200)
  const revoked = busMessage(ApiClientRevoked, { organizationId, data: { organizationId, clientId } })
  assert.deepEqual(await consumer.deliver(revoked, revoked), [])
  assert.equal(await ask(), 401)
})

describe("the list", () => {
  it("is searched by words in name and description, filtered by status, and paged", async () => {
    const { ada, grace } = await organization()
    const second = await ada("POST", "", { name: "Analytical Engine", description: "100% brass_work" })
    await ada("POST", `/${Reflect.get(second.body ?? {}, "projectId")}/archive`)
    await ada("POST", "", { name: "Note G" })
    assert.deepEqual(names(await ada("GET", "?search=engine")), ["Analytical Engine", "Difference Engine"])
    assert.deepEqual(names(await ada("GET", "?search=BRASS+analytical")), ["Analytical Engine"])
    assert.deepEqual(names(await ada("GET", "?search=0%25")), ["Analytical Engine"])
    assert.deepEqual(names(await ada("GET", "?search=engine&status=active")), ["Difference Engine"])
    const page = await ada("GET", "?search=engine&limit=1")
    const cursor = Reflect.get(page.body ?? {}, "next_cursor")
    assert.deepEqual(names(await ada("GET", `?search=engine&limit=1&cursor=${cursor}`)), ["Difference Engine"])
    assert.deepEqual(names(await grace("GET", "?search=engine")), [])
  })
})
