import { afterEach, describe, expect, it } from "vitest"
import { ApiError } from "../src/api/ApiError.ts"
import { type Call, makeCall } from "../src/api/Clients.ts"
import { makeSessionStore, type SessionStore } from "../src/api/SessionStore.ts"
import { fieldErrors } from "../src/components/fieldErrors.ts"
import { startFakeApi } from "./fixtures/FakeApi.ts"

const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
type Fake = Awaited<ReturnType<typeof startFakeApi>>
const running: Array<Fake> = []
afterEach(async () => {
  for (const fake of running.splice(0)) await fake.close()
})

const start = async (initial: Parameters<typeof startFakeApi>[0] = {}) => {
  const fake = await startFakeApi({ loggedIn: true, ...initial })
  running.push(fake)
  const store: SessionStore = makeSessionStore({
    refresh: () =>
      call((clients) => clients.session.refresh({ payload: {} }), trace).catch((error: unknown) => {
        if (error instanceof ApiError && error.problem?._tag === "SessionEnded") return undefined
        throw error
      }),
    schedule: () => () => {},
  })
  const call: Call = makeCall(store, fake.url)
  const asked = (path: string) => fake.seen.filter((request) => request.path === path)
  return { fake, store, call, asked }
}

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => expect.fail("should have failed"),
    (error: unknown) => (error instanceof ApiError ? error : expect.fail("should be an ApiError")),
  )

const refreshPath = "/api/identity/session/refresh"
const projectsPath = "/api/projects/projects"

describe("the API's clients", () => {
  it("send the session's JWT and the action's trace with each call", async () => {
    const { store, call, asked } = await start()
    await store.start()
    const page = await call((clients) => clients.projects.list({ query: {} }), trace)
    expect(page).toEqual({ items: [], next_cursor: null })
    const [request] = asked(projectsPath)
    expect(request?.headers.authorization).toBe(`Bearer ${await store.token()}`)
    expect(request?.headers["traceparent"]).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`))
    expect(request?.headers).not.toHaveProperty("b3")
  })

  it("refresh once and try again when the JWT is refused, together when several are", async () => {
    const { fake, store, call, asked } = await start()
    await store.start()
    fake.state.jwt = "another one"
    await Promise.all([
      call((clients) => clients.projects.list({ query: {} }), trace),
      call((clients) => clients.subscription.get(), trace),
    ])
    expect(asked(refreshPath)).toHaveLength(2)
    expect(asked(projectsPath)).toHaveLength(2)
  })

  it("say that the session has ended, and the store knows", async () => {
    const { fake, store, call, asked } = await start()
    await store.start()
    Object.assign(fake.state, { jwt: "", loggedIn: false })
    const error = await failureOf(call((clients) => clients.projects.list({ query: {} }), trace))
    expect(error.problem?._tag).toBe("Unauthenticated")
    expect(store.state()).toEqual({ status: "anonymous" })
    expect(asked(projectsPath)).toHaveLength(1)
  })

  it("send the Idempotency-Key, and give a problem with its data and the server's trace id", async () => {
    const project = { name: "One", description: "", status: "active" as const }
    const { store, call, asked } = await start({ projects: [project, project, project] })
    await store.start()
    const create = call(
      (clients) => clients.projects.create({ payload: { name: "Four" }, headers: { "idempotency-key": "key-1" } }),
      trace,
    )
    const error = await failureOf(create)
    expect(error).toMatchObject({ kind: "problem", traceId: "0af7651916cd43dd8448eb211c80319c" })
    expect(error.problem).toMatchObject({ _tag: "ProjectLimitReached", plan: "free", limit: 3 })
    expect(asked(projectsPath)[0]?.headers["idempotency-key"]).toBe("key-1")
  })

  it.each([
    ["an address without a domain", "ada@localhost"],
    ["an address that is too long", `${"a".repeat(250)}@example.com`],
  ])("say which field the contract does not take, without asking the server: %s", async (_, email) => {
    const { call, fake } = await start()
    const error = await failureOf(call((clients) => clients.session.sendMagicLink({ payload: { email } }), trace))
    expect(error).toMatchObject({ kind: "problem", traceId: trace })
    expect([...fieldErrors(error)]).toEqual([
      ["email", "This is no complete e-mail address. It looks like name@company.com."],
    ])
    expect(fake.seen).toEqual([])
  })

  it("name the field of a list, and tell an answer that is not in the contract from a request that is not", async () => {
    const { call, fake, store } = await start()
    await store.start()
    const joining = { allowedDomains: ["company.com", "not a domain"], byEmailDomain: true, bySso: true }
    const error = await failureOf(call((clients) => clients.settings.setJoining({ payload: joining }), trace))
    expect([...fieldErrors(error).keys()]).toEqual(["allowedDomains"])
    fake.state.projects.push({ name: "", description: "", status: "active" })
    const answered = await failureOf(call((clients) => clients.projects.list({ query: {} }), trace))
    expect(answered.kind).toBe("unexpected")
  })

  it("tell a server that does not answer from one that answers nonsense, with our own trace id", async () => {
    const { fake, call } = await start()
    const send = () =>
      call((clients) => clients.session.sendMagicLink({ payload: { email: "ada@example.com" } }), trace)
    fake.state.fault = 500
    expect(await failureOf(send())).toMatchObject({ kind: "unexpected", traceId: trace })
    fake.state.fault = 503
    expect(await failureOf(send())).toMatchObject({ kind: "unreachable", traceId: trace })
    await fake.close()
    expect(await failureOf(send())).toMatchObject({ kind: "unreachable", traceId: trace })
  })
})
