import { type Answer, type ServiceUnderTest, startService } from "@tango/testing/ServiceUnderTest"
import { assert } from "vitest"
import { layerRoutes } from "../src/http/Routes.ts"
import { migrations } from "../src/persistence/Migrations.ts"
import { projectId, startStytchUnderTest, type StytchUnderTest } from "./StytchUnderTest.ts"

export const session = "/api/identity/session"
export const account = "/api/identity/account"
const publicToken = projectId.replace("project-", "public-token-")
export const goodPassword = "correct-horse-battery-staple-7"

/** One value in an answer's body. */
export const field = (answer: Answer, ...path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), answer.body)

export const isProblem = (answer: Answer, status: number, code: string) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  assert.include(answer.body, { status, code })
  assert.match(String(field(answer, "traceId")), /^[0-9a-f]{32}$/)
}

/** A cookie that an answer sets, its attributes included; empty without. */
export const cookie = (answer: Answer, name: string): string =>
  answer.headers.getSetCookie().find((line) => line.startsWith(`${name}=`)) ?? ""
export const cookieValue = (line: string): string => line.split(";")[0] ?? ""

export interface Person {
  readonly email: string
  readonly jwt: string
  readonly token: string
  readonly organizationId: string
  readonly memberId: string
}

export const asPerson = (email: string, body: unknown): Person => {
  const at = (...path: ReadonlyArray<string>) =>
    String(path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), body))
  return {
    email,
    jwt: at("sessionJwt"),
    token: at("sessionToken"),
    organizationId: at("organization", "organizationId"),
    memberId: at("member", "memberId"),
  }
}

type Options = { readonly token?: string; readonly headers?: Readonly<Record<string, string>> }

/** Identity over HTTP with a Stytch of its own, and what people do there. `before` puts something in front of Stytch. */
export const startIdentity = async (
  env: Readonly<Record<string, string>> = {},
  before: (url: string) => Promise<string> = (url) => Promise.resolve(url),
) => {
  const stytch: StytchUnderTest = await startStytchUnderTest()
  const stytchUrl = await before(stytch.url)
  const service: ServiceUnderTest = await startService({
    service: "identity",
    routes: layerRoutes,
    migrations,
    env: { ...stytch.env, STYTCH_BASE_URL: stytchUrl, STYTCH_PUBLIC_TOKEN: publicToken, ...env },
  })
  /** Another process of the service on the same database. */
  const startSecondProcess = () =>
    startService({ service: "identity", routes: layerRoutes, migrations, env: service.env })
  const post = (path: string, body: unknown, options: Options = {}) =>
    service.request("POST", path, { body, ...options })

  const openLink = async (email: string) => {
    assert.equal((await post(`${session}/magic-link`, { email })).status, 202)
    return post(`${session}/authenticate`, { ...stytch.link(email), transport: "body" })
  }
  const enter = (opened: Answer, organizationId: string) =>
    post(`${session}/exchange`, {
      organizationId,
      transport: "body",
      intermediateSessionToken: field(opened, "choice", "intermediateSessionToken"),
    })
  const signUp = async (email: string, name: string): Promise<Person> => {
    const opened = await openLink(email)
    const created = await post(`${session}/organizations`, {
      name,
      transport: "body",
      intermediateSessionToken: field(opened, "choice", "intermediateSessionToken"),
    })
    assert.equal(created.status, 201, JSON.stringify(created.body))
    return asPerson(email, created.body)
  }
  /** A second log-in of somebody, by link. */
  const logIn = async ({ email, organizationId }: Person): Promise<Person> => {
    const entered = await enter(await openLink(email), organizationId)
    assert.equal(entered.status, 200, JSON.stringify(entered.body))
    return asPerson(email, entered.body)
  }
  const setPassword = async (email: string, password = goodPassword) => {
    assert.equal((await post(`${session}/password-reset`, { email })).status, 202)
    const { token } = stytch.link(email)
    return post(`${session}/password-reset/finish`, { token, password, transport: "body" })
  }
  const events = (type: string, person: Person) =>
    service.rows(
      "select subject, sequence, detail->'data' as data from outbox where type = $1 and organization_id = $2 order by created_at",
      [type, person.organizationId],
    )
  const close = async () => {
    await service.close()
    await stytch.close()
  }
  return { stytch, service, startSecondProcess, post, openLink, enter, signUp, logIn, setPassword, events, close }
}

export type IdentityUnderTest = Awaited<ReturnType<typeof startIdentity>>
