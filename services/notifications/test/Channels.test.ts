import { ProjectShared } from "@tango/contracts/events/ProjectsEvents"
import { LimitApproached } from "@tango/contracts/events/EntitlementsEvents"
import { DuplicateRefunded, InvoiceDisputed, InvoicePaid, InvoiceRefunded } from "@tango/contracts/events/BillingEvents"
import { OrganizationDeleted } from "@tango/contracts/events/IdentityEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { Option } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { signToken, verifyToken } from "../src/UnsubscribeToken.ts"
import { memberEvent, type Stack, startStack } from "./Stack.ts"

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

const api = async (organizationId: string, memberId: string, method: string, path: string, body?: unknown) => {
  const token = await stack.service.token({ organizationId, memberId })
  return stack.service.request(method, `/api/notifications${path}`, { token, ...(body === undefined ? {} : { body }) })
}
const prefer = (organizationId: string, memberId: string, channel: string, enabled: boolean) =>
  api(organizationId, memberId, "PATCH", "/preferences", { changes: [{ kind: "project_shared", channel, enabled }] })

const join = async (organizationId: string, ...names: ReadonlyArray<string>) => {
  for (const name of names) {
    const person = { memberId: name, email: `${name}@${organizationId}.example`, name }
    assert.deepEqual(await stack.consumer().deliver(memberEvent("joined", organizationId, person)), [])
  }
}
const shared = (organizationId: string, memberId: string, projectName = "Engine") =>
  busMessage(ProjectShared, {
    organizationId,
    data: {
      organizationId,
      projectId: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c",
      actorId: "ada",
      projectName,
      grantee: { kind: "member", memberId },
      relation: "editor",
    },
  })
const about = (organizationId: string, name: string, subject: string) =>
  stack.mails(`${name}@${organizationId}.example`).filter((mail) => mail.subject.includes(subject))
const inbox = async (organizationId: string, memberId: string) => {
  const { body } = await api(organizationId, memberId, "GET", "/inbox")
  return Reflect.get(Object(body), "items") as Array<Record<string, string | null>>
}

describe("a shared project", () => {
  it("is told by e-mail and in the inbox, once, with a way there", async () => {
    await join("shared", "ada", "bob")
    const event = shared("shared", "bob")
    assert.deepEqual(await stack.consumer().deliver(event, event), [])
    const [mail, ...others] = about("shared", "bob", "shared “Engine” with you")
    assert.isEmpty(others)
    assert.equal(mail?.subject, "ada shared “Engine” with you")
    const path = "/projects/019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c"
    assert.include(mail?.html, `http://localhost:8080${path}`)
    const [item] = await inbox("shared", "bob")
    assert.include(item, { kind: "project_shared", path, title: "ada shared “Engine” with you", readAt: null })
    assert.lengthOf(
      (await inbox("shared", "bob")).filter(({ kind }) => kind === "project_shared"),
      1,
    )
  })

  it.each([
    ["HTML", "<script>alert(1)</script>"],
    ["a header", "x\r\nBcc: eve@example.com"],
  ])("with %s in its name harms nothing", async (_, projectName) => {
    await join("odd", "ada", "bob")
    assert.deepEqual(await stack.consumer().deliver(shared("odd", "bob", projectName)), [])
    const [mail] = about("odd", "bob", "shared “")
    assert.notMatch(mail?.subject ?? "", /[\r\n]/u)
    assert.deepEqual(mail?.bcc, [])
    assert.notInclude(mail?.html, "<script>")
  })

  it("is not told to a deactivated member, and the log says so", async () => {
    await join("gone", "ada", "bob")
    const person = { memberId: "bob", email: "bob@gone.example" }
    await stack.consumer().deliver(memberEvent("deactivated", "gone", person, 2))
    assert.deepEqual(await stack.consumer().deliver(shared("gone", "bob")), [])
    assert.isEmpty(about("gone", "bob", "shared"))
    const row = (await stack.deliveries("gone")).find(({ kind }) => kind === "project_shared")
    assert.include(row, { state: "failed", reason: "The member has been deactivated" })
    assert.isEmpty((await inbox("gone", "bob")).filter(({ kind }) => kind === "project_shared"))
  })
})

describe("a preference", () => {
  it("switches off the e-mail and leaves the inbox, or the other way round", async () => {
    await join("prefs", "ada", "bob", "cyd")
    assert.equal((await prefer("prefs", "bob", "email", false)).status, 200)
    await prefer("prefs", "cyd", "in_app", false)
    await stack.consumer().deliver(shared("prefs", "bob"), shared("prefs", "cyd"))
    assert.isEmpty(about("prefs", "bob", "shared"))
    assert.lengthOf(
      (await inbox("prefs", "bob")).filter(({ kind }) => kind === "project_shared"),
      1,
    )
    assert.lengthOf(about("prefs", "cyd", "shared"), 1)
    assert.isEmpty((await inbox("prefs", "cyd")).filter(({ kind }) => kind === "project_shared"))
  })

  it("of the organization counts for who has not chosen", async () => {
    await join("defaults", "ada", "bob", "cyd")
    const changes = [{ kind: "project_shared", channel: "email", enabled: false }]
    const set = await api("defaults", "ada", "PATCH", "/preferences/organization", { changes })
    assert.equal(set.status, 200)
    await prefer("defaults", "cyd", "email", true)
    await stack.consumer().deliver(shared("defaults", "bob"), shared("defaults", "cyd"))
    assert.isEmpty(about("defaults", "bob", "shared"))
    assert.lengthOf(about("defaults", "cyd", "shared"), 1)
  })

  it("cannot be had for what one has to know, and the organization's only by an admin", async () => {
    const changes = [{ kind: "security_changed", channel: "email", enabled: false }]
    const locked = await api("locked", "ada", "PATCH", "/preferences", { changes })
    assert.include(locked.body, { status: 409, code: "preference_locked", kind: "security_changed" })
    const token = await stack.service.token({ organizationId: "locked", roles: ["stytch_member", "member"] })
    const path = "/api/notifications/preferences/organization"
    assert.equal((await stack.service.request("PATCH", path, { token, body: { changes } })).status, 403)
  })

  it("of another time zone or hour is kept, and a wrong one refused", async () => {
    const settings = { timeZone: "Asia/Tokyo", quietHours: { from: 1320, until: 420 }, digestHour: 7 }
    assert.equal((await api("zones", "ada", "PUT", "/preferences/settings", settings)).status, 200)
    const { body } = await api("zones", "ada", "GET", "/preferences")
    assert.deepEqual(Reflect.get(Object(body), "settings"), settings)
    for (const wrong of [{ timeZone: "Mars/Olympus" }, { digestHour: 24 }, { quietHours: { from: -1, until: 3 } }])
      assert.equal((await api("zones", "ada", "PUT", "/preferences/settings", { ...settings, ...wrong })).status, 400)
  })
})

describe("unsubscribing from within an e-mail", () => {
  const link = async (organizationId: string) => {
    await join(organizationId, "ada", "bob")
    await stack.consumer().deliver(shared(organizationId, "bob"))
    const [mail] = about(organizationId, "bob", "shared")
    const url = /^<http:\/\/localhost:8080([^>]+)>$/u.exec(mail?.headers["List-Unsubscribe"] ?? "")?.[1] ?? ""
    assert.equal(mail?.headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
    assert.include(mail?.html, url)
    return stack.service.url + url
  }
  const form = { "content-type": "application/x-www-form-urlencoded" }
  const post = (url: string, body: string) => fetch(url, { method: "POST", headers: form, body, redirect: "manual" })

  const leave = `organization-test-${crypto.randomUUID()}`

  it("takes a POST without log-in, as mail programs send it; a GET only asks", async () => {
    const url = await link(leave)
    const asked = await fetch(url)
    assert.equal(asked.status, 200)
    assert.include(asked.headers.get("content-security-policy"), "form-action 'self'")
    assert.include(await asked.text(), "Unsubscribe?")
    await stack.consumer().deliver(shared(leave, "bob", "Second"))
    assert.lengthOf(about(leave, "bob", "Second"), 1)
    assert.equal((await post(url, "List-Unsubscribe=One-Click")).status, 200)
    await stack.consumer().deliver(shared(leave, "bob", "Third"))
    assert.isEmpty(about(leave, "bob", "Third"))
    assert.include(await (await post(url, "again=yes")).text(), "subscribed again")
    await stack.consumer().deliver(shared(leave, "bob", "Fourth"))
    assert.lengthOf(about(leave, "bob", "Fourth"), 1)
  })

  it("works with our own links only: no other member, kind or organization can be put into one", async () => {
    const url = await link("forge")
    const [, payload = "", mac = ""] = /token=([^.]+)\.(.+)$/u.exec(url) ?? []
    const written = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"))
    assert.deepEqual(written, ["forge", "bob", "project_shared"])
    const saying = (...words: ReadonlyArray<string>) =>
      url.replace(payload, Buffer.from(JSON.stringify(words)).toString("base64url"))
    const forgeries = [
      saying("forge", "ada", "project_shared"),
      saying("forge", "bob", "plan_changed"),
      saying("forge", "bob", "security_changed"),
      saying("prefs", "bob", "project_shared"),
      `${url}x`,
      url.replace(mac, "AAAA"),
      url.replace(`.${mac}`, ""),
      `${url}.${"a".repeat(32)}`,
    ]
    for (const forged of forgeries) {
      assert.equal((await fetch(forged)).status, 404)
      assert.equal((await post(forged, "List-Unsubscribe=One-Click")).status, 404)
    }
    assert.isEmpty(await stack.service.rows("select from preferences where organization_id = 'forge'"))
    assert.equal((await post(url, "List-Unsubscribe=One-Click")).status, 200)
    assert.deepEqual(
      await stack.service.rows("select member_id, kind, enabled from preferences where organization_id = 'forge'"),
      [{ member_id: "bob", kind: "project_shared", enabled: false }],
    )
  })

  it("works as long as its secret is known, however old the e-mail is: a link names no time", async () => {
    const [current, old] = ["a secret of today, of this length", "a secret of last year, of this length"]
    const subscription = {
      organizationId: OrganizationId.make("o"),
      memberId: MemberId.make("m"),
      kind: "digest" as const,
    }
    const token = signToken(old, subscription)
    assert.equal(signToken(old, subscription), token)
    assert.deepEqual(verifyToken([current, old], token), Option.some(subscription))
    assert.deepEqual(verifyToken([current], token), Option.none())
    const url = await link("aged")
    await stack.service.rows(
      "update deliveries set created_at = now() - interval '2 years' where organization_id = 'aged'",
    )
    assert.equal((await post(url, "List-Unsubscribe=One-Click")).status, 200)
  })

  it("is not offered for what one has to know", async () => {
    await join("must", "ada")
    assert.notProperty(about("must", "ada", "Welcome")[0]?.headers, "List-Unsubscribe")
  })
})

describe("an organization", () => {
  it("hears of invoices, refunds and disputes in the inbox of its admins, unless they want e-mails", async () => {
    await join("money", "ada")
    const of = { organizationId: "money" }
    const data = { ...InvoicePaid.example, ...of }
    const number = InvoicePaid.example.number
    const events = [
      busMessage(InvoicePaid, { organizationId: "money", data }),
      busMessage(InvoiceRefunded, { organizationId: "money", data: { ...InvoiceRefunded.example, ...of } }),
      ...(["open", "won", "lost"] as const).map((dispute) =>
        busMessage(InvoiceDisputed, { organizationId: "money", data: { ...InvoiceDisputed.example, ...of, dispute } }),
      ),
      busMessage(DuplicateRefunded, { organizationId: "money", data: { ...DuplicateRefunded.example, ...of } }),
    ]
    assert.deepEqual(await stack.consumer().deliver(...events), [])
    assert.isEmpty(about("money", "ada", "nvoice"))
    assert.sameMembers(
      (await inbox("money", "ada")).map(({ title }) => String(title)).filter((title) => !title.startsWith("Welcome")),
      [
        `Invoice ${number} of Analytical Engines is paid`,
        "Analytical Engines gets $5.00 back",
        `The payment of invoice ${number} is disputed (Analytical Engines)`,
        `The dispute about invoice ${number} is settled (Analytical Engines)`,
        `The payment of invoice ${number} was taken back (Analytical Engines)`,
        "A second subscription of Analytical Engines was ended",
      ],
    )
  })

  it("hears of limits that come near or are reached", async () => {
    await join("limits", "ada")
    const told = (limitName: "projects" | "seats", percent: 80 | 100) => {
      const data = { organizationId: "limits", limitName, limit: 10, used: percent / 10, percent }
      return stack.consumer().deliver(busMessage(LimitApproached, { organizationId: "limits", data }))
    }
    await told("projects", 80)
    await told("projects", 100)
    await told("seats", 100)
    const subjects = about("limits", "ada", "").map((mail) => mail.subject)
    assert.includeMembers(subjects, [
      "Analytical Engines has used most of its projects",
      "Analytical Engines has used all of its projects",
      "All 10 seats of Analytical Engines are taken",
    ])
  })

  it("that is deleted is forgotten, and nobody of it is told anything", async () => {
    await join("deleted", "ada", "bob")
    await stack.consumer().deliver(shared("deleted", "bob"))
    const [mail] = about("deleted", "bob", "shared")
    const data = { organizationId: "deleted", region: "us-east-1" }
    await stack.consumer().deliver(busMessage(OrganizationDeleted, { organizationId: "deleted", data }))
    assert.isEmpty(await stack.deliveries("deleted"))
    assert.isEmpty(await inbox("deleted", "bob"))
    const path = /unsubscribe\?[^>]+/u.exec(mail?.headers["List-Unsubscribe"] ?? "")?.[0] ?? ""
    assert.equal((await fetch(`${stack.service.url}/api/notifications/${path}`, { method: "POST" })).status, 200)
    assert.isEmpty(await stack.service.rows("select from preferences where organization_id = 'deleted'"))
    await stack
      .consumer()
      .deliver(memberEvent("joined", "deleted", { memberId: "late", email: "late@deleted.example" }))
    assert.isEmpty(stack.mails("late@deleted.example"))
  })
})
