import { type Answer, type ServiceUnderTest, startService } from "@tango/testing/ServiceUnderTest"
import { B2BClient } from "stytch"
import { assert } from "vitest"
import { layerRoutes } from "../src/http/Routes.ts"
import { migrations } from "../src/persistence/Migrations.ts"
import { projectId, secret, startStytchUnderTest, type StytchUnderTest } from "./StytchUnderTest.ts"

const session = "/api/identity/session"

export const field = (answer: Answer, ...path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), answer.body)

/** Somebody who is logged in. */
export interface LoggedIn {
  readonly jwt: string
  readonly token: string
  readonly organizationId: string
  readonly memberId: string
}

/** Identity and Stytch's emulator, with short ways to get people in. */
export interface Enterprise {
  readonly stytch: StytchUnderTest
  readonly service: ServiceUnderTest
  readonly dashboard: B2BClient
  call(
    as: LoggedIn | string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
  signUp(email: string, name: string): Promise<LoggedIn>
  /** Invites an address with a role, and accepts. */
  join(admin: LoggedIn, email: string, role: string): Promise<LoggedIn>
  close(): Promise<void>
}

export const isProblem = (answer: Answer, status: number, code: string) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  assert.include(answer.body, { status, code })
}

const loggedIn = (answer: Answer, ...at: ReadonlyArray<string>): LoggedIn => ({
  jwt: String(field(answer, ...at, "sessionJwt")),
  token: String(field(answer, ...at, "sessionToken")),
  organizationId: String(field(answer, ...at, "organization", "organizationId")),
  memberId: String(field(answer, ...at, "member", "memberId")),
})

export const startEnterprise = async (env: Readonly<Record<string, string>> = {}): Promise<Enterprise> => {
  const stytch = await startStytchUnderTest()
  const service = await startService({
    service: "identity",
    routes: layerRoutes,
    migrations,
    env: { ...stytch.env, ...env },
  })
  const post = (path: string, body: unknown, token?: string) =>
    service.request("POST", path, { body, ...(token === undefined ? {} : { token }) })
  const openLink = async (email: string) => {
    await post(`${session}/magic-link`, { email })
    return post(`${session}/authenticate`, { ...stytch.link(email), transport: "body" })
  }
  return {
    stytch,
    service,
    dashboard: new B2BClient({ project_id: projectId, secret, env: stytch.url }),
    call: (as, method, path, body, headers = {}) =>
      service.request(method, `/api/identity${path}`, {
        token: typeof as === "string" ? as : as.jwt,
        headers,
        ...(body === undefined ? {} : { body }),
      }),
    signUp: async (email, name) => {
      const opened = await openLink(email)
      const intermediateSessionToken = field(opened, "choice", "intermediateSessionToken")
      const created = await post(`${session}/organizations`, { name, transport: "body", intermediateSessionToken })
      assert.equal(created.status, 201, JSON.stringify(created.body))
      return loggedIn(created)
    },
    join: async (admin, email, role) => {
      const invited = await post("/api/identity/invitations", { email, role }, admin.jwt)
      assert.equal(invited.status, 201, JSON.stringify(invited.body))
      const accepted = await post(`${session}/authenticate`, { ...stytch.link(email), transport: "body" })
      return loggedIn(accepted, "session")
    },
    close: async () => {
      await service.close()
      await stytch.close()
    },
  }
}
