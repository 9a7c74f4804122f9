import { HttpApi, type HttpApiEndpoint, type HttpApiGroup, OpenApi } from "effect/http-api"
import { Schema } from "effect"
import { assert, describe, it } from "vitest"
import { BillingApi } from "../src/api/BillingApi.ts"
import { EntitlementsApi } from "../src/api/EntitlementsApi.ts"
import { IdentityApi } from "../src/api/IdentityApi.ts"
import { NotificationsApi } from "../src/api/NotificationsApi.ts"
import { ProjectsApi } from "../src/api/ProjectsApi.ts"
import { catalogue } from "../src/events/Catalogue.ts"
import { requiredPermission } from "../src/Permissions.ts"
import { plans, prices } from "../src/Plans.ts"
import { Authentication } from "../src/Principal.ts"
import { consumerRoutes, directRoutes, serviceRoutes, webhookRoutes } from "../src/Topology.ts"

interface Described {
  readonly service: string
  readonly paths: ReadonlyArray<string>
  readonly endpoints: ReadonlyArray<HttpApiEndpoint.Top>
}

const describeApi = <Id extends string, Groups extends HttpApiGroup.Constraint>(
  api: HttpApi.HttpApi<Id, Groups>,
): Described => {
  const endpoints: Array<HttpApiEndpoint.Top> = []
  HttpApi.reflect(api, { onGroup: () => {}, onEndpoint: ({ endpoint }) => void endpoints.push(endpoint) })
  return { service: api.identifier, paths: Object.keys(OpenApi.fromApi(api).paths), endpoints }
}

const apis = [
  describeApi(IdentityApi),
  describeApi(BillingApi),
  describeApi(EntitlementsApi),
  describeApi(NotificationsApi),
  describeApi(ProjectsApi),
]

describe("events", () => {
  it.each(catalogue.map((event) => [event.type, event] as const))(
    "%s has an example that its schema takes and gives back",
    (_, event) => {
      const codec: Schema.Codec<unknown, unknown> = event.data
      const decoded = Schema.decodeUnknownSync(codec)(event.example)
      assert.deepEqual(Schema.encodeUnknownSync(codec)(decoded), event.example)
      assert.match(event.type, /^[a-z-]+\.[a-z]+\.[a-z-]+\.v[1-9]\d*$/)
      assert.isBelow(event.type.length, 128)
    },
  )

  it("have names of their own", () => {
    assert.equal(new Set(catalogue.map((event) => event.type)).size, catalogue.length)
  })

  it("that a rule waits for exist", () => {
    const published = catalogue.map((event): string => event.type)
    for (const route of [...consumerRoutes, ...directRoutes])
      for (const type of route.detailTypes) assert.include(published, type)
  })
})

describe("routes", () => {
  it("have priorities, paths and queues of their own", () => {
    const priorities = [...serviceRoutes, ...webhookRoutes].map((route) => route.priority)
    assert.equal(new Set(priorities).size, priorities.length)
    const queues = consumerRoutes.flatMap((route) => [route.queue, route.deadLetterQueue])
    assert.equal(new Set(queues).size, queues.length)
  })

  it("leave a message hidden for at least six times as long as its function may run", () => {
    for (const route of consumerRoutes) assert.isAtLeast(route.visibilityTimeoutSeconds, 6 * route.timeoutSeconds)
  })

  it("cover every path of the service's API", () => {
    for (const { paths, service } of apis) {
      for (const path of paths) assert.isTrue(path.startsWith(`/api/${service}/`), path)
    }
  })
})

describe("permissions", () => {
  it("are named by every endpoint that needs a session", () => {
    for (const { endpoints, service } of apis) {
      for (const endpoint of endpoints) {
        const guarded = [...endpoint.middlewares].some((middleware) => middleware.key === Authentication.key)
        assert.equal(guarded, requiredPermission(endpoint) !== undefined, `${service}.${endpoint.name}`)
      }
    }
  })
})

describe("plans", () => {
  it("have an annual price below twelve monthly ones", () => {
    for (const plan of ["pro", "business"] as const) {
      assert.isBelow(prices[`${plan}_annual`].unitAmount, 12 * prices[`${plan}_monthly`].unitAmount)
    }
  })

  it("allow more, the more they cost", () => {
    const projects = [plans.free, plans.pro, plans.business].map((plan) => plan.limits.projects ?? Infinity)
    assert.deepEqual(
      projects,
      [...projects].sort((a, b) => a - b),
    )
  })
})
