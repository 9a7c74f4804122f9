import { partBytes } from "@tango/contracts/api/projects/Attachments"
import { OrganizationDeleted } from "@tango/contracts/events/IdentityEvents"
import { OrganizationEntitlementsChanged } from "@tango/contracts/events/EntitlementsEvents"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { type Answer, type ServiceUnderTest, startService } from "@tango/testing/ServiceUnderTest"
import { SystemSql } from "@tango/tenancy/Database"
import { ConfigProvider, Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { layerRoutes } from "../src/http/Routes.ts"
import { migrations } from "../src/persistence/Migrations.ts"
import { reactions } from "../src/reactions/Reactions.ts"
import { UploadSweep } from "../src/UploadSweep.ts"
import { sha256, startStorage } from "./StorageUnderTest.ts"

const path = "/api/projects/projects"
let storage: Awaited<ReturnType<typeof startStorage>>
let service: ServiceUnderTest
let consumer: ConsumerUnderTest

beforeAll(async () => {
  storage = await startStorage()
  service = await startService({ service: "projects", routes: layerRoutes, migrations })
  consumer = startConsumer({ reactions, layer: Layer.empty, env: service.env })
})
afterAll(async () => {
  await consumer.close()
  await service.close()
  await storage.close()
})

const field = (answer: Answer, ...names: ReadonlyArray<string>): unknown =>
  names.reduce<unknown>((value, name) => Reflect.get(Object(value), name), answer.body)
const isProblem = (answer: Answer, status: number, problem: Record<string, unknown>) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  assert.include(answer.body, problem)
}

/** An organization of its own with a project, and what a member of it asks for. */
const project = async (organizationId = `org-${randomUUID()}`) => {
  const token = await service.token({ organizationId })
  const ask = (method: string, suffix: string, body?: unknown, as = token) =>
    service.request(method, path + suffix, { token: as, ...(body === undefined ? {} : { body }) })
  const id = String(field(await ask("POST", "", { name: "Engine" }), "projectId"))
  const at = `/${id}/attachments`
  const file = (size: number, more: Record<string, unknown> = {}) => ({
    name: "notes.txt",
    contentType: "text/plain",
    size,
    ...more,
  })
  const begin = (size: number, more?: Record<string, unknown>) => ask("POST", at, file(size, more))
  const list = () => ask("GET", at)
  const used = async () => Number(field(await list(), "storage", "used"))
  const events = async () =>
    (
      await service.rows(
        "select type, sequence from outbox where organization_id = $1 and subject like 'attachment/%' order by 1, 2",
        [organizationId],
      )
    ).map(({ sequence, type }) => `${String(type)} ${String(sequence)}`)
  return { organizationId, token, ask, id, at, begin, list, used, events }
}
type Project = Awaited<ReturnType<typeof project>>

const idOf = (begun: Answer) => String(field(begun, "attachment", "attachmentId"))

/** Sends one part as the browser does; gives S3's answer. */
const send = async ({ ask, at }: Project, id: string, part: number, bytes: Uint8Array<ArrayBuffer>) => {
  const checksum = sha256(bytes)
  const address = await ask("POST", `${at}/${id}/parts/${part}`, { checksum })
  assert.equal(address.status, 200, JSON.stringify(address.body))
  const { headers, url } = address.body as { url: string; headers: Record<string, string> }
  const stored = await fetch(url, { method: "PUT", headers, body: bytes })
  assert.equal(stored.status, 200, await stored.text())
  return { checksum, etag: stored.headers.get("etag") ?? "" }
}

const sendAll = async (to: Project, id: string, bytes: Uint8Array<ArrayBuffer>) => {
  for (let part = 1; (part - 1) * partBytes < bytes.length; part++) {
    const arrived = await send(to, id, part, bytes.slice((part - 1) * partBytes, part * partBytes))
    assert.equal((await to.ask("PUT", `${to.at}/${id}/parts/${part}`, arrived)).status, 204)
  }
}

/** A file that is there, of some text. */
const upload = async (to: Project, text = "hello", more: Record<string, unknown> = {}) => {
  const bytes = new TextEncoder().encode(text)
  const begun = await to.begin(bytes.length, more)
  assert.equal(begun.status, 201, JSON.stringify(begun.body))
  await sendAll(to, idOf(begun), bytes)
  const completed = await to.ask("POST", `${to.at}/${idOf(begun)}/complete`)
  assert.equal(completed.status, 200, JSON.stringify(completed.body))
  return idOf(begun)
}

const sweep = (hours: number) =>
  Effect.runPromise(
    UploadSweep.use(({ sweep }) => sweep).pipe(
      Effect.provide(
        UploadSweep.layer.pipe(
          Layer.provide(SystemSql.layer),
          Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ ...service.env, UPLOAD_HOURS: hours }))),
        ),
      ),
    ),
  )

describe("an upload", () => {
  it("goes to S3 in parts, is taken up where it was left, and is then a file to download under its name", async () => {
    const to = await project()
    const bytes = new Uint8Array(partBytes + 5).fill(97)
    const begun = await to.begin(bytes.length, { name: "Grüße an alle.txt", lastModified: 1700000000000 })
    assert.equal(begun.status, 201)
    const id = idOf(begun)
    const arrived = await send(to, id, 1, bytes.slice(0, partBytes))
    assert.equal((await to.ask("PUT", `${to.at}/${id}/parts/1`, arrived)).status, 204)
    isProblem(await to.ask("POST", `${to.at}/${id}/complete`), 422, {
      code: "attachment_refused",
      reason: "incomplete",
    })

    const resumed = await to.ask("GET", `${to.at}/${id}/upload`)
    assert.deepEqual(field(resumed, "parts"), [1])
    assert.include(Object(field(resumed, "attachment")), { status: "uploading", lastModified: 1700000000000 })
    assert.equal((await to.ask("GET", `${to.at}/${id}/download`)).status, 404)
    const last = await send(to, id, 2, bytes.slice(partBytes))
    assert.equal((await to.ask("PUT", `${to.at}/${id}/parts/2`, last)).status, 204)

    // Twice at once and once more: it is completed once.
    const complete = () => to.ask("POST", `${to.at}/${id}/complete`)
    const answers = [...(await Promise.all([complete(), complete()])), await complete()]
    for (const answer of answers) assert.include(answer.body, { attachmentId: id, status: "ready", size: bytes.length })
    assert.deepEqual(await to.events(), ["projects.attachment.uploaded.v1 1"])

    const download = await to.ask("GET", `${to.at}/${id}/download`)
    const file = await fetch(String(field(download, "url")))
    assert.equal((await file.arrayBuffer()).byteLength, bytes.length)
    assert.include(file.headers.get("content-disposition") ?? "", "filename*=UTF-8''Gr%C3%BC%C3%9Fe%20an%20alle.txt")
    assert.match(file.headers.get("content-disposition") ?? "", /^attachment;/u)
  })

  it("takes these bytes alone, by an address that nobody can change", async () => {
    const to = await project()
    const id = idOf(await to.begin(5))
    const hello = new TextEncoder().encode("hello")
    const address = await to.ask("POST", `${to.at}/${id}/parts/1`, { checksum: sha256(hello) })
    const { headers, url } = address.body as { url: string; headers: Record<string, string> }
    const put = async (body: string, to = url, sent = headers) =>
      (await fetch(to, { method: "PUT", headers: sent, body })).status
    assert.equal(await put("other"), 400)
    assert.equal(await put("longer than that"), 403)
    assert.equal(await put("hello", url.replace("partNumber=1", "partNumber=2")), 403)
    assert.equal(await put("other", url, { "x-amz-checksum-sha256": sha256(new TextEncoder().encode("other")) }), 403)
    assert.equal(await put("hello", url.replace("X-Amz-Expires=900", "X-Amz-Expires=90000")), 403)
    assert.equal(await put("hello"), 200)
  })

  it("is refused for what it is: too large for the plan or for all, of a type that is not taken, nameless", async () => {
    const to = await project()
    isProblem(await to.begin(5e9), 403, { code: "storage_limit_reached", plan: "free", limit: 1024 ** 3, used: 0 })
    isProblem(await to.begin(5, { contentType: "text/html" }), 422, { reason: "type_not_allowed" })
    isProblem(await to.begin(5, { contentType: "toString" }), 422, { reason: "type_not_allowed" })
    for (const name of ["../up.txt", "a\u0000.txt", "invoice\u202efdp.txt", "ä".repeat(128), ""])
      isProblem(await to.begin(5, { name }), 400, { code: "invalid_request" })
    for (const size of [0, -1, 0.5]) isProblem(await to.begin(size), 400, { code: "invalid_request" })
    await consumer.deliver(
      busMessage(OrganizationEntitlementsChanged, {
        organizationId: to.organizationId,
        data: {
          organizationId: to.organizationId,
          plan: "business",
          features: [],
          limits: { projects: null, seats: null, storageBytes: null },
        },
      }),
    )
    isProblem(await to.begin(6e9), 422, { reason: "too_large" })
    assert.equal(await to.used(), 0)
    assert.deepEqual(field(await to.list(), "items"), [])
  })

  it("that is not what it says is gone, and its room free", async () => {
    const to = await project()
    for (const [contentType, text] of [
      ["image/png", "no picture"],
      ["text/plain", "%PDF-1.7 no text"],
      ["text/plain", "nul\0"],
    ] as const) {
      const id = idOf(await to.begin(text.length, { contentType }))
      await sendAll(to, id, new TextEncoder().encode(text))
      const refused = await to.ask("POST", `${to.at}/${id}/complete`)
      isProblem(refused, 422, { code: "attachment_refused", reason: "not_what_it_says" })
      assert.notInclude(await storage.files(), id)
      assert.equal((await to.ask("GET", `${to.at}/${id}/upload`)).status, 404)
    }
    assert.equal(await to.used(), 0)
    assert.deepEqual(await to.events(), [])
  })

  it("whose parts are none of it, or were never sent, is refused and can still be completed", async () => {
    const to = await project()
    const id = idOf(await to.begin(5))
    const bytes = new TextEncoder().encode("hello")
    for (const part of [2, 10_000])
      isProblem(await to.ask("POST", `${to.at}/${id}/parts/${part}`, { checksum: sha256(bytes) }), 422, {
        reason: "wrong_part",
      })
    for (const part of ["0", "10001", "-1", "1.5", "x"])
      isProblem(await to.ask("POST", `${to.at}/${id}/parts/${part}`, { checksum: sha256(bytes) }), 400, {
        code: "invalid_request",
      })
    const lie = { checksum: sha256(bytes), etag: "00000000000000000000000000000000" }
    assert.equal((await to.ask("PUT", `${to.at}/${id}/parts/1`, lie)).status, 204)
    isProblem(await to.ask("POST", `${to.at}/${id}/complete`), 422, { reason: "incomplete" })
    assert.deepEqual(field(await to.ask("GET", `${to.at}/${id}/upload`), "parts"), [])
    await sendAll(to, id, bytes)
    assert.equal((await to.ask("POST", `${to.at}/${id}/complete`)).status, 200)
    isProblem(await to.ask("POST", `${to.at}/${id}/parts/1`, { checksum: sha256(bytes) }), 422, {
      reason: "complete_already",
    })
  })
})

describe("the plan's storage", () => {
  it("is never passed by uploads at once, and is free again when one is cancelled", async () => {
    const to = await project()
    const tenth = Math.floor(1024 ** 3 / 10)
    const answers = await Promise.all(Array.from({ length: 20 }, () => to.begin(tenth)))
    const begun = answers.filter(({ status }) => status === 201)
    assert.lengthOf(begun, 10)
    for (const answer of answers)
      if (answer.status !== 201) isProblem(answer, 403, { code: "storage_limit_reached", limit: 1024 ** 3 })
    assert.equal(await to.used(), 10 * tenth)
    assert.equal((await to.ask("DELETE", `${to.at}/${idOf(begun[0]!)}`)).status, 204)
    assert.equal((await to.begin(tenth)).status, 201)
  })
})

describe("who may", () => {
  it("is who the project lets: viewers read, strangers see nothing, and an id of another project is none", async () => {
    const to = await project()
    const id = await upload(to)
    const grants = `/${to.id}/grants/organization`
    assert.equal((await to.ask("PUT", grants, { relation: "viewer" })).status, 200)
    const as = (memberId: string, organizationId = to.organizationId) =>
      service.token({ organizationId, memberId, roles: ["stytch_member", "member"] })
    const viewer = await as("member-viewer")
    assert.lengthOf(Object(field(await to.ask("GET", to.at, undefined, viewer), "items")), 1)
    assert.equal((await to.ask("GET", `${to.at}/${id}/download`, undefined, viewer)).status, 200)
    const body = { name: "x.txt", contentType: "text/plain", size: 1 }
    isProblem(await to.ask("POST", to.at, body, viewer), 403, { code: "relation_required", required: "editor" })
    isProblem(await to.ask("DELETE", `${to.at}/${id}`, undefined, viewer), 403, { code: "relation_required" })
    assert.equal((await to.ask("PUT", grants, { relation: "editor" })).status, 200)
    assert.equal((await to.ask("POST", to.at, body, viewer)).status, 201)

    const elsewhere = await project(to.organizationId)
    const theirs = await project()
    const checksum = sha256(new Uint8Array([1]))
    for (const [method, suffix, payload] of [
      ["GET", "/download", undefined],
      ["GET", "/upload", undefined],
      ["POST", "/complete", undefined],
      ["POST", "/parts/1", { checksum }],
      ["PUT", "/parts/1", { checksum, etag: "a" }],
      ["DELETE", "", undefined],
    ] as const) {
      const wrong = [
        await elsewhere.ask(method, `${elsewhere.at}/${id}${suffix}`, payload),
        await theirs.ask(method, `${theirs.at}/${id}${suffix}`, payload),
        await theirs.ask(method, `${to.at}/${id}${suffix}`, payload),
      ]
      for (const answer of wrong) isProblem(answer, 404, { code: "not_found" })
    }
    assert.include(await storage.files(), id)
  })

  it("in an archived project nobody changes a file, and everybody reads it", async () => {
    const to = await project()
    const id = await upload(to)
    const open = idOf(await to.begin(1))
    await to.ask("POST", `/${to.id}/archive`)
    for (const answer of [
      await to.begin(1),
      await to.ask("POST", `${to.at}/${open}/complete`),
      await to.ask("DELETE", `${to.at}/${id}`),
    ])
      isProblem(answer, 409, { code: "project_archived" })
    assert.equal((await to.ask("GET", `${to.at}/${id}/download`)).status, 200)
  })
})

describe("what goes", () => {
  it("goes from the list, the storage and S3, and the others hear of it", async () => {
    const to = await project()
    const id = await upload(to)
    assert.include(await storage.files(), id)
    assert.equal((await to.ask("DELETE", `${to.at}/${id}`)).status, 204)
    assert.equal((await to.ask("DELETE", `${to.at}/${id}`)).status, 404)
    assert.notInclude(await storage.files(), id)
    assert.equal(await to.used(), 0)
    assert.deepEqual(await to.events(), ["projects.attachment.deleted.v1 2", "projects.attachment.uploaded.v1 1"])
    const audit = await service.rows(
      "select detail->'data'->>'action' as action from outbox where organization_id = $1 and type like 'projects.audit%'",
      [to.organizationId],
    )
    assert.includeMembers(
      audit.map(({ action }) => action),
      ["project.attachment_uploaded", "project.attachment_deleted"],
    )
  })

  it("with its project or its organization is swept out of S3, and so is an upload that nobody ends", async () => {
    const [first, second] = await Promise.all([project(), project()])
    const files = [await upload(first), await upload(second)]
    const open = idOf(await first.begin(5))
    const arriving = await send(first, open, 1, new TextEncoder().encode("hello"))
    assert.isNotEmpty(arriving.etag)
    assert.equal((await first.ask("DELETE", `/${first.id}`)).status, 204)
    assert.deepEqual(await first.events(), ["projects.attachment.deleted.v1 2", "projects.attachment.uploaded.v1 1"])
    const { organizationId } = second
    const data = { ...OrganizationDeleted.example, organizationId }
    assert.deepEqual(await consumer.deliver(busMessage(OrganizationDeleted, { organizationId, data })), [])

    const third = await project()
    const begun = idOf(await third.begin(5))
    const report = await sweep(24)
    assert.include(report, { abandoned: 0, left: 0 })
    assert.equal(await third.used(), 5)
    assert.isAbove((await sweep(0)).abandoned, 0)
    assert.equal(await third.used(), 0)
    assert.equal((await third.ask("POST", `${third.at}/${begun}/complete`)).status, 404)
    const there = await storage.files()
    for (const id of [...files, open, begun]) assert.notInclude(there, id)
    assert.deepEqual(
      await service.rows("select 1 from attachments where attachment_id::text = any($1)", [[...files, open, begun]]),
      [],
    )
  })
})
