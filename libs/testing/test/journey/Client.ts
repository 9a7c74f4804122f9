import { randomUUID } from "node:crypto"
import { expect } from "vitest"
import type { RunningStack } from "./RunningStack.ts"

interface Options {
  readonly token?: string | undefined
  /** Sent as it is when it is text, and as JSON otherwise. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}
interface Answer<A> {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: A
}

/** One request to the gateway; `A` is the shape that the caller expects of a JSON body. */
export const send = async <A = unknown>(
  stack: RunningStack,
  method: string,
  path: string,
  { token, body, headers = {} }: Options = {},
): Promise<Answer<A>> => {
  const response = await fetch(stack.gateway + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const json = response.headers.get("content-type")?.includes("json") === true
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : undefined }
}

/** The answer is a problem of that status, complete, and tells nothing about our code. */
export const expectProblem = (answer: Answer<unknown>, status: number, code?: string) => {
  expect(answer.body).toMatchObject({
    type: expect.stringMatching(/^urn:tango:problem:\w+$/u),
    title: expect.stringMatching(/\w/u),
    status,
    code: code ?? expect.stringMatching(/^\w+$/u),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/u),
  })
  expect(answer.status).toBe(status)
  expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/u)
  expect(answer.text).not.toMatch(/\n\s+at |node_modules|\.ts:\d|SqlError/u)
}

/** Somebody who has just founded an organization. */
export interface Founder {
  readonly email: string
  readonly token: string
  readonly organizationId: string
  readonly memberId: string
}

interface Session {
  readonly sessionJwt: string
  readonly member: { readonly memberId: string }
  readonly organization: { readonly organizationId: string }
}

interface Proof {
  readonly tokenType: string | null
  readonly token: string | null
}

/** Asks for a link, and takes from the mail what it proves. */
export const proofFor = async (stack: RunningStack, email: string): Promise<Proof> => {
  const asked = await send(stack, "POST", "/api/identity/session/magic-link", { body: { email } })
  expect(asked.status).toBe(202)
  const { searchParams } = new URL(await stack.linkTo(email))
  return { tokenType: searchParams.get("stytch_token_type"), token: searchParams.get("token") }
}

export const authenticate = (stack: RunningStack, proof: Proof) =>
  send<{ choice: { intermediateSessionToken: string } }>(stack, "POST", "/api/identity/session/authenticate", {
    body: { ...proof, transport: "body" },
  })

/** Signs up with the link from the mail and founds an organization. */
export const signUp = async (stack: RunningStack, name: string): Promise<Founder> => {
  const email = `founder-${randomUUID().slice(0, 8)}@example.com`
  const { body } = await authenticate(stack, await proofFor(stack, email))
  const { intermediateSessionToken } = body.choice
  const founded = await send<Session>(stack, "POST", "/api/identity/session/organizations", {
    body: { name, transport: "body", intermediateSessionToken },
  })
  expect(founded.status).toBe(201)
  const { sessionJwt, member, organization } = founded.body
  return { email, token: sessionJwt, organizationId: organization.organizationId, memberId: member.memberId }
}

/** Logs in with the password of a seeded person, and gives the token. */
export const logInAs = async (stack: RunningStack, role: string): Promise<string> => {
  const persona = stack.personas.find((one) => one.role === role)
  const { body } = await send<{ choice: { intermediateSessionToken: string; organizations: ReadonlyArray<object> } }>(
    stack,
    "POST",
    "/api/identity/session/password",
    { body: { email: persona?.email, password: persona?.password, transport: "body" } },
  )
  const { intermediateSessionToken, organizations } = body.choice
  const chosen = await send<Session>(stack, "POST", "/api/identity/session/exchange", {
    body: { ...organizations[0], intermediateSessionToken, transport: "body" },
  })
  return chosen.body.sessionJwt
}

/** The address of Stripe's page, where two seats of Pro are paid. */
export const beginCheckout = async (stack: RunningStack, { token }: Founder): Promise<string> => {
  const body = { price: "pro_monthly", seats: 2 }
  const checkout = await send<{ url: string }>(stack, "POST", "/api/billing/checkout", { token, body })
  expect(checkout.status).toBe(201)
  return checkout.body.url
}

/** Sends Stripe's page as a browser does. */
export const pay = async (url: string) => {
  const card = { number: "4242 4242 4242 4242", expiry: "12 / 34", cvc: "123", name: "Ada Lovelace" }
  const paid = await fetch(url, { method: "POST", redirect: "manual", body: new URLSearchParams(card) })
  expect(paid.status).toBe(303)
}
