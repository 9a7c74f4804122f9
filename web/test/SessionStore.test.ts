import type { Role } from "@tango/contracts/Permissions"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { describe, expect, it } from "vitest"
import { makeSessionStore, type Session } from "../src/api/SessionStore.ts"
import { fakeJwt } from "./fixtures/fakeJwt.ts"

const session = (seconds = 300): Session => ({
  sessionJwt: fakeJwt(seconds),
  expiresAt: new Date("2027-01-01T00:00:00Z"),
  member: { memberId: MemberId.make("member-1"), email: "ada@example.com", name: "Ada", role: "admin" satisfies Role },
  organization: { organizationId: OrganizationId.make("organization-1"), name: "Analytical Engines", slug: "ae" },
})

/** A store whose answers, clock and timer the test holds in its hands. */
const held = () => {
  const asked: Array<PromiseWithResolvers<Session | undefined>> = []
  const timer = { run: () => {}, milliseconds: 0 }
  const clock = { now: 0 }
  const store = makeSessionStore({
    refresh: () => {
      const answer = Promise.withResolvers<Session | undefined>()
      asked.push(answer)
      return answer.promise
    },
    now: () => clock.now,
    schedule: (run, milliseconds) => {
      Object.assign(timer, { run, milliseconds })
      return () => {}
    },
  })
  return { store, asked, timer, clock }
}

describe("SessionStore", () => {
  it("asks once, however many want to know", async () => {
    const { store, asked } = held()
    const all = Promise.all([store.start(), store.refresh(), store.start()])
    expect(asked).toHaveLength(1)
    const current = session()
    asked[0]?.resolve(current)
    const [state, jwt] = await all
    expect(state).toEqual({ status: "authenticated", session: current })
    expect(jwt).toBe(current.sessionJwt)
  })

  it("is anonymous when the cookie stands for nothing", async () => {
    const { store, asked } = held()
    const started = store.start()
    asked[0]?.resolve(undefined)
    expect(await started).toEqual({ status: "anonymous" })
    expect(await store.token()).toBeUndefined()
    expect(asked).toHaveLength(1)
  })

  it("can ask again after nobody answered", async () => {
    const { store, asked } = held()
    const first = store.start()
    asked[0]?.reject(new Error("unreachable"))
    await expect(first).rejects.toThrow("unreachable")
    expect(store.state().status).toBe("starting")
    const second = store.start()
    asked[1]?.resolve(session())
    expect((await second).status).toBe("authenticated")
  })

  it("gives the JWT it has while it is fresh, and a new one shortly before it expires", async () => {
    const { store, asked, clock } = held()
    const first = session(300)
    store.set(first)
    expect(await store.token()).toBe(first.sessionJwt)
    clock.now = 254_000
    expect(await store.token()).toBe(first.sessionJwt)
    clock.now = 256_000
    const tokens = Promise.all([store.token(), store.token()])
    expect(asked).toHaveLength(1)
    const second = session(300)
    asked[0]?.resolve(second)
    expect(await tokens).toEqual([second.sessionJwt, second.sessionJwt])
  })

  it("refreshes by itself before the JWT expires", async () => {
    const { store, asked, timer } = held()
    store.set(session(300))
    expect(timer.milliseconds).toBe(255_000)
    timer.run()
    expect(asked).toHaveLength(1)
  })

  it("stays logged out when an older question is answered after log-out", async () => {
    const { store, asked } = held()
    store.set(session())
    const late = store.refresh()
    store.clear()
    asked[0]?.resolve(session())
    expect(await late).toBeUndefined()
    expect(store.state()).toEqual({ status: "anonymous" })
  })

  it("tells its listeners", () => {
    const { store } = held()
    const statuses: Array<string> = []
    const stop = store.subscribe(() => statuses.push(store.state().status))
    store.set(session())
    store.clear()
    stop()
    store.set(session())
    expect(statuses).toEqual(["authenticated", "anonymous"])
  })
})
