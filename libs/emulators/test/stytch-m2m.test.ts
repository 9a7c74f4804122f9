import { decodeJwt, decodeProtectedHeader } from "jose"
import { expect, test } from "vitest"
import { project, projectId, refusal } from "./stytchProject.ts"

const bindsTo = (organization_id: string) => ({ trusted_metadata: { organization_id } })

test("a client's secret is shown once, buys a token with scopes and the organization as a claim, and is checked by the SDK", async () => {
  const { client } = await project()
  const { m2m_client } = await client.m2m.clients.create({
    client_name: "Robot",
    scopes: ["projects:read", "projects:write"],
    ...bindsTo("organization-test-1"),
  })
  const { client_id, client_secret } = m2m_client
  expect(m2m_client).toMatchObject({ status: "active", client_secret_last_four: client_secret.slice(-4) })
  const shown = await client.m2m.clients.get({ client_id })
  expect(JSON.stringify(shown)).not.toContain(client_secret)
  const token = await client.m2m.token({ client_id, client_secret, scopes: ["projects:read"] })
  expect(token).toMatchObject({ token_type: "bearer", expires_in: 3600 })
  expect(decodeProtectedHeader(token.access_token)).toMatchObject({ alg: "RS256", typ: "JWT" })
  const { iat = 0, ...claims } = decodeJwt(token.access_token)
  expect(claims).toEqual({
    iss: `stytch.com/${projectId}`,
    aud: [projectId],
    sub: client_id,
    scope: "projects:read",
    organization_id: "organization-test-1",
    nbf: iat,
    exp: iat + 3600,
  })
  expect(
    await client.m2m.authenticateToken({ access_token: token.access_token, required_scopes: ["projects:read"] }),
  ).toEqual({
    client_id,
    scopes: ["projects:read"],
    custom_claims: { organization_id: "organization-test-1" },
  })
  await expect(
    client.m2m.authenticateToken({ access_token: token.access_token, required_scopes: ["projects:write"] }),
  ).rejects.toMatchObject({ code: "missing_scopes" })
  expect(await refusal(client.m2m.token({ client_id, client_secret, scopes: ["billing:write"] }))).toBe(
    "400 invalid_scope",
  )
})

test("during a rotation both secrets work; completing leaves the new one, cancelling the old one", async () => {
  const { client } = await project()
  const { m2m_client } = await client.m2m.clients.create({ scopes: [] })
  const { client_id, client_secret: first } = m2m_client
  const use = (client_secret: string) => refusal(client.m2m.token({ client_id, client_secret }))
  const start = async () => (await client.m2m.clients.secrets.rotateStart({ client_id })).m2m_client.next_client_secret
  const cancelled = await start()
  expect(await refusal(client.m2m.clients.secrets.rotateStart({ client_id }))).toBe(
    "400 m2m_client_already_rotating_secret",
  )
  expect([await use(first), await use(cancelled)]).toEqual(["success", "success"])
  await client.m2m.clients.secrets.rotateCancel({ client_id })
  expect([await use(first), await use(cancelled)]).toEqual(["success", "401 invalid_client"])
  const second = await start()
  const { m2m_client: rotated } = await client.m2m.clients.secrets.rotate({ client_id })
  expect(rotated).toMatchObject({ client_secret_last_four: second.slice(-4), next_client_secret_last_four: "" })
  expect([await use(first), await use(second)]).toEqual(["401 invalid_client", "success"])
  expect(await refusal(client.m2m.clients.secrets.rotate({ client_id }))).toBe("400 m2m_client_not_rotating_secret")
})

test("an inactive or deleted client gets no token; clients are found by id, name and scope", async () => {
  const { client } = await project()
  const make = (client_name: string, scopes: Array<string>) => client.m2m.clients.create({ client_name, scopes })
  const { m2m_client: one } = await make("One", ["a:read"])
  const { m2m_client: two } = await make("Two", ["a:read", "b:read"])
  const names = async (...operands: Array<{ filter_name: "client_name" | "scopes"; filter_value: Array<string> }>) =>
    (await client.m2m.clients.search({ query: { operator: "AND", operands } })).m2m_clients.map(
      ({ client_name }) => client_name,
    )
  expect(await names({ filter_name: "scopes", filter_value: ["a:read"] })).toEqual(["One", "Two"])
  expect(
    await names(
      { filter_name: "scopes", filter_value: ["b:read"] },
      { filter_name: "client_name", filter_value: ["One"] },
    ),
  ).toEqual([])
  const first = await client.m2m.clients.search({ limit: 1 })
  expect(first.results_metadata).toMatchObject({ total: 2, next_cursor: expect.any(String) })
  const rest = await client.m2m.clients.search({ limit: 1, cursor: first.results_metadata.next_cursor ?? "" })
  expect(rest.m2m_clients.map(({ client_id }) => client_id)).toEqual([two.client_id])
  await client.m2m.clients.update({ client_id: one.client_id, status: "inactive" })
  expect(await refusal(client.m2m.token(one))).toBe("401 invalid_client")
  const { m2m_client: changed } = await client.m2m.clients.update({
    client_id: one.client_id,
    status: "active",
    scopes: [],
  })
  expect(changed).toMatchObject({ client_name: "One", scopes: [] })
  expect(await refusal(client.m2m.token(one))).toBe("400 invalid_scope")
  await client.m2m.clients.delete(two)
  expect(await refusal(client.m2m.token(two))).toBe("401 invalid_client")
  expect(await refusal(client.m2m.clients.get(two))).toBe("404 m2m_client_not_found")
})

test("the token endpoint takes the credentials by header as well, and refuses as OAuth 2.0 does", async () => {
  const { client, url } = await project()
  const { m2m_client } = await client.m2m.clients.create({ scopes: ["a:read"], client_secret: "s%cret:with+signs" })
  const ask = async (form: Record<string, string>, authorization?: string, id = projectId) => {
    const answer = await fetch(`${url}/v1/public/${id}/oauth2/token`, {
      method: "POST",
      headers: authorization ? { authorization } : {},
      body: new URLSearchParams(form),
    })
    const json: unknown = await answer.json()
    const { error, access_token }: { error?: string; access_token?: string } = Object(json)
    return `${answer.status} ${error ?? typeof access_token}`
  }
  const { client_id, client_secret } = m2m_client
  const basic = `Basic ${btoa(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`)}`
  const grant_type = "client_credentials"
  expect(await ask({ grant_type }, basic)).toBe("200 string")
  expect(await ask({ grant_type, client_id, client_secret })).toBe("200 string")
  expect(await ask({ grant_type, client_secret }, basic)).toBe("400 invalid_request")
  expect(await ask({ client_id, client_secret })).toBe("400 invalid_request")
  expect(await ask({ grant_type: "password", client_id, client_secret })).toBe("400 unsupported_grant_type")
  expect(await ask({ grant_type, client_id, client_secret: "wrong" })).toBe("401 invalid_client")
  expect(await ask({ grant_type, client_id, client_secret }, undefined, "project-test-other")).toBe(
    "401 invalid_client",
  )
})

test("what no client may be is refused by name", async () => {
  const { client } = await project()
  const create = (fields: object) => refusal(client.m2m.clients.create({ scopes: [], ...fields }))
  expect(await create({ scopes: ["two words"] })).toBe("400 invalid_m2m_client_scope")
  expect(await create({ client_secret: "short" })).toBe("400 m2m_client_invalid_client_secret")
  expect(await create({ client_secret: "aaaaaaaaaaaa" })).toBe("400 insecure_m2m_client_secret")
  expect(await create({ client_name: "x".repeat(129) })).toBe("400 m2m_client_invalid_client_name")
  expect(await create({ client_id: "mine" })).toBe("success")
  expect(await create({ client_id: "mine" })).toBe("400 duplicate_m2m_client_id")
  expect(await refusal(client.m2m.clients.update({ client_id: "mine", status: "asleep" }))).toBe(
    "400 invalid_m2m_client_status",
  )
})
