import { isAllowed, Scope } from "@tango/contracts/Permissions"
import { plans } from "@tango/contracts/Plans"
import { ApiClientRevoked } from "@tango/contracts/events/IdentityEvents"
import { consumerRoutes, type ServiceName } from "@tango/contracts/Topology"
import type { Answer, ServiceUnderTest } from "@tango/testing/ServiceUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { allEndpoints, type Endpoint } from "@tango/testing/matrix/Endpoints"
import { idsIn, sampleRequest } from "@tango/testing/matrix/Samples"
import { operatorKey, startServices } from "@tango/testing/matrix/Services"

const own = "organization-test-own"
const foreign = "organization-test-foreign"
const roles = { admin: ["stytch_admin"], member: ["member"], viewer: [] } as const

const endpoints = await allEndpoints()
let services: ReadonlyMap<ServiceName, ServiceUnderTest>
let tried = 0

beforeAll(async () => {
  services = await startServices()
  // Identity's rows come from Stytch, which is not here.
  for (const [organization, member] of [
    [own, "member-test-own"],
    [foreign, "member-test-foreign"],
  ]) {
    const identity = at("identity")
    await identity.rows(
      `insert into organizations (organization_id, name, slug, region, stytch_updated_at) values ($1, $1, $1, 'us-east-1', 0)`,
      [organization],
    )
    await identity.rows(
      `insert into members (member_id, organization_id, email, name, role, status, region, joined, version, stytch_updated_at)
        values ($2, $1, $2 || '@x.example', 'Ada', 'admin', 'active', 'us-east-1', true, 1, 0)`,
      [organization, member],
    )
    // Of a plan that has everything: here it is roles that matter.
    await identity.rows(
      `insert into entitlement_organizations (organization_id, plan, features, limits, overridden, sequence)
        values ($1, 'business', '{audit_log_export,sso,priority_support}', $2, '{}', 1)`,
      [organization, JSON.stringify(plans.business.limits)],
    )
  }
})
afterAll(async () => {
  console.log(`Role matrix: ${endpoints.length} endpoints, ${tried} requests`)
  await Promise.all([...services.values()].map((service) => service.close()))
})

const at = (service: ServiceName): ServiceUnderTest => services.get(service) ?? assert.fail(`no ${service}`)

const send = async (
  endpoint: Endpoint,
  token: string | undefined,
  ids?: ReadonlyMap<string, string>,
): Promise<Answer> => {
  const { body, path } = await sampleRequest(endpoint.definition, ids)
  tried++
  return at(endpoint.service).request(endpoint.definition.method, path, {
    ...(token === undefined ? {} : { token }),
    ...(body === undefined ? {} : { body }),
  })
}

const member = (service: ServiceName, role: keyof typeof roles, organizationId = own) =>
  at(service).token({ organizationId, memberId: `member-test-${role}`, roles: ["stytch_member", ...roles[role]] })
const client = (service: ServiceName, scopes: ReadonlyArray<string>, organizationId = own) =>
  at(service).clientToken({ organizationId, scopes })

const codeOf = (answer: Answer): unknown => Reflect.get(Object(answer.body), "code")
const shown = (answer: Answer) => `${answer.status} ${JSON.stringify(answer.body)}`

const isUnauthenticated = (answer: Answer) => {
  assert.equal(answer.status, 401, shown(answer))
  assert.equal(codeOf(answer), "unauthenticated")
}
const isForbidden = (answer: Answer) => {
  assert.equal(answer.status, 403, shown(answer))
  assert.equal(codeOf(answer), "forbidden")
}
/** Whatever became of the request, it was not for lack of the endpoint's right, and not our fault. */
const isLetIn = (answer: Answer, permission?: string) => {
  assert.notEqual(answer.status, 401, shown(answer))
  assert.notEqual(answer.status, 500, shown(answer))
  // Some questions inside of a request, such as one about somebody else, need another right as well.
  const lacking = codeOf(answer) === "forbidden" ? Reflect.get(Object(answer.body), "permission") : undefined
  assert.isTrue(lacking === undefined || (permission !== undefined && lacking !== permission), shown(answer))
}
const isAsRuled = (answer: Answer, allowed: boolean, permission: string) =>
  allowed ? isLetIn(answer, permission) : isForbidden(answer)

const ruled = <Tag extends Endpoint["rule"]["_tag"]>(tag: Tag) =>
  endpoints.flatMap((endpoint) =>
    endpoint.rule._tag === tag
      ? [[endpoint.name, endpoint, endpoint.rule as Extract<Endpoint["rule"], { _tag: Tag }>] as const]
      : [],
  )

it("every endpoint has a rule", () => {
  assert.deepEqual(
    ruled("None").map(([name]) => name),
    [],
  )
  assert.isAbove(ruled("Guarded").length, 20)
})

describe("with nothing, with rubbish, and with a token that names no organization", () => {
  it.each(ruled("Guarded"))("%s is closed", async (_, endpoint) => {
    const nobody = await at(endpoint.service).token({ organizationId: "", memberId: "member-test-nobody" })
    const homeless = await client(endpoint.service, [...Scope.literals], "")
    for (const token of [undefined, "rubbish", nobody, homeless]) isUnauthenticated(await send(endpoint, token))
  })
})

describe("each role and each kind of API client", () => {
  it.each(ruled("Guarded"))("%s lets in whom its permission names", async (_, endpoint, { clients, permission }) => {
    for (const role of ["viewer", "member", "admin"] as const) {
      isAsRuled(await send(endpoint, await member(endpoint.service, role)), isAllowed(role, permission), permission)
    }
    const others = Scope.literals.filter((scope) => scope !== permission)
    isForbidden(await send(endpoint, await client(endpoint.service, others)))
    // Also one whose scope it would be, when API clients are not for this endpoint.
    const scoped = await send(endpoint, await client(endpoint.service, [permission]))
    isAsRuled(scoped, clients && Scope.literals.some((scope) => scope === permission), permission)
  })
})

describe("an API client that was revoked", () => {
  const forClients = ruled("Guarded").filter(([, , { clients }]) => clients)
  const accepting = [...new Set(forClients.map(([, { service }]) => service))]

  it.each(accepting)("%s hears of it", (service) => {
    const hears = consumerRoutes.find(({ consumer }) => consumer === service)?.detailTypes ?? []
    assert.isTrue(service === "identity" || hears.includes(ApiClientRevoked.type))
  })

  it("is refused by each endpoint that accepts API clients, however good its token is, and no other is", async () => {
    const clientId = "m2m-client-test-revoked"
    for (const service of accepting) {
      await at(service).rows("insert into revoked_api_clients (organization_id, client_id) values ($1, $2)", [
        own,
        clientId,
      ])
    }
    for (const [, endpoint, { permission }] of forClients) {
      const { clientToken } = at(endpoint.service)
      const scopes = [permission]
      isUnauthenticated(await send(endpoint, await clientToken({ organizationId: own, clientId, scopes })))
      isLetIn(await send(endpoint, await clientToken({ organizationId: foreign, clientId, scopes })), permission)
    }
  })
})

describe("what is another organization's", () => {
  it("does not exist for its like, in any endpoint that names it", async () => {
    const guarded = ruled("Guarded").map(([, endpoint]) => endpoint)
    const names = new Set(
      guarded.flatMap(({ definition }) => [...definition.path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "")),
    )
    const ids = new Map<string, string>()
    for (const endpoint of guarded) {
      if (endpoint.definition.path.includes(":") || endpoint.definition.method === "DELETE") continue
      idsIn((await send(endpoint, await member(endpoint.service, "admin", foreign))).body, names, ids)
    }
    assert.include([...ids.keys()], "memberId")
    assert.isAbove(ids.size, 1)
    for (const endpoint of guarded.filter(({ definition }) => /:\w*Id\b/u.test(definition.path))) {
      for (const token of [
        await member(endpoint.service, "admin"),
        ...(endpoint.rule._tag === "Guarded" && endpoint.rule.clients
          ? [await client(endpoint.service, [endpoint.rule.permission])]
          : []),
      ]) {
        const answer = await send(endpoint, token, ids)
        // Where a provider has to be asked, it does not answer here; what is certain is that nothing is shown or done.
        assert.include([403, 404, 409, 503], answer.status, `${endpoint.name}: ${shown(answer)}`)
        for (const id of ids.values()) assert.notInclude(JSON.stringify(answer.body), id, endpoint.name)
      }
    }
  })

  it("is in no list", async () => {
    for (const [name, endpoint] of ruled("Guarded")) {
      if (endpoint.definition.method !== "GET" || endpoint.definition.path.includes(":")) continue
      const { path } = await sampleRequest(endpoint.definition)
      const token = await member(endpoint.service, "admin")
      const answer = await at(endpoint.service).request("GET", path, { token })
      tried++
      assert.notInclude(JSON.stringify(answer.body), "foreign", name)
    }
  })
})

describe("the vendor's own endpoints", () => {
  it.each(ruled("Operator"))("%s opens to an operator's key alone", async (_, endpoint) => {
    const { service } = endpoint
    for (const token of [
      undefined,
      "rubbish",
      await member(service, "admin"),
      await client(service, [...Scope.literals]),
    ])
      isUnauthenticated(await send(endpoint, token))
    isLetIn(await send(endpoint, operatorKey))
  })

  it.each(ruled("Guarded").slice(0, 3))("an operator's key does not open %s", async (_, endpoint) => {
    isUnauthenticated(await send(endpoint, operatorKey))
  })
})

describe("what anybody may call", () => {
  it.each(ruled("Public"))("%s asks for no session", async (_, endpoint) => {
    const answer = await send(endpoint, undefined)
    assert.notEqual(codeOf(answer), "unauthenticated", shown(answer))
    assert.notEqual(answer.status, 500, shown(answer))
  })
})
