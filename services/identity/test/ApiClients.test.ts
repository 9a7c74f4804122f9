import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Enterprise, field, isProblem, type LoggedIn, startEnterprise } from "./Enterprise.ts"

let at: Enterprise
beforeAll(async () => {
  at = await startEnterprise()
})
afterAll(() => at.close())

const createClient = async (as: LoggedIn, scopes: ReadonlyArray<string>) => {
  const answer = await at.call(as, "POST", "/api-clients", { name: "Robot", scopes }, { "idempotency-key": "robot" })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return { id: String(field(answer, "client", "clientId")), secret: String(field(answer, "clientSecret")) }
}

/** As OAuth has it, without any SDK. */
const accessToken = async (as: LoggedIn, client_id: string, client_secret: string) => {
  const tokenUrl = String(field(await at.call(as, "GET", "/api-clients"), "tokenUrl"))
  const response = await fetch(tokenUrl, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret }),
  })
  const body = Object(await response.json())
  return response.ok ? String(body.access_token) : undefined
}

describe("an API client", () => {
  it("shows its secret once, and does with its token what its scopes say, in its organization alone", async () => {
    const ada = await at.signUp("ada@robots.example", "Robots")
    const { id, secret } = await createClient(ada, ["members:read"])
    const again = await at.call(
      ada,
      "POST",
      "/api-clients",
      { name: "Robot", scopes: ["members:read"] },
      { "idempotency-key": "robot" },
    )
    assert.deepEqual([field(again, "client", "clientId"), field(again, "clientSecret")], [id, null])
    assert.notInclude(JSON.stringify(await at.service.rows("select * from idempotency_keys")), secret)

    const token = await accessToken(ada, id, secret)
    assert.isDefined(token)
    const members = await at.call(token, "GET", "/members")
    assert.deepInclude(field(members, "items", "0"), { memberId: ada.memberId })
    isProblem(await at.call(token, "GET", "/organization"), 403, "forbidden")
    isProblem(await at.call(token, "POST", "/invitations", { email: "x@y.example", role: "admin" }), 403, "forbidden")
    isProblem(await at.call(token, "GET", "/api-clients"), 403, "forbidden")
  })

  it("changes its secret in two steps", async () => {
    const ada = await at.signUp("ada@rotation.example", "Rotation")
    const { id, secret } = await createClient(ada, ["projects:read"])
    isProblem(await at.call(ada, "POST", `/api-clients/${id}/rotation/complete`), 409, "rotation_refused")
    const started = await at.call(ada, "POST", `/api-clients/${id}/rotation`)
    const next = String(field(started, "clientSecret"))
    assert.equal(field(started, "client", "nextSecretLastFour"), next.slice(-4))
    assert.isDefined(await accessToken(ada, id, secret))
    assert.isDefined(await accessToken(ada, id, next))
    const completed = await at.call(ada, "POST", `/api-clients/${id}/rotation/complete`)
    assert.include(completed.body, { secretLastFour: next.slice(-4), nextSecretLastFour: null })
    assert.isUndefined(await accessToken(ada, id, secret))
    assert.isDefined(await accessToken(ada, id, next))
  })

  it("is revoked for ever, and another organization's does not exist", async () => {
    const ada = await at.signUp("ada@revoked.example", "Revoked")
    const eve = await at.signUp("eve@revoked.example", "Eve's")
    const { id, secret } = await createClient(ada, ["members:read"])
    const token = (await accessToken(ada, id, secret)) ?? assert.fail("no token")
    assert.equal((await at.call(token, "GET", "/members")).status, 200)
    isProblem(await at.call(eve, "DELETE", `/api-clients/${id}`), 404, "not_found")
    isProblem(await at.call(eve, "POST", `/api-clients/${id}/rotation`), 404, "not_found")
    assert.include((await at.call(ada, "DELETE", `/api-clients/${id}`)).body, { status: "revoked" })
    assert.equal((await at.call(ada, "DELETE", `/api-clients/${id}`)).status, 200)
    assert.isUndefined(await accessToken(ada, id, secret))
    // The token it has is good at Stytch's keys for an hour, and here for nothing any more; the others hear of it once.
    isProblem(await at.call(token, "GET", "/members"), 401, "unauthenticated")
    const heard = await at.service.rows("select detail->'data' as data from outbox where type = $1", [
      "identity.client.revoked.v1",
    ])
    assert.deepEqual(heard, [{ data: { organizationId: ada.organizationId, clientId: id } }])
    isProblem(await at.call(ada, "POST", `/api-clients/${id}/rotation`), 404, "not_found")
  })
})
