import { readFileSync } from "node:fs"
import { B2BClient } from "stytch"
import { expect, test, vi } from "vitest"
import { project, projectId, secret } from "./stytchProject.ts"

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null

const inner = ["fetchConfig", "jwtConfig", "jwksClient", "jwtOptions", "policyCache"]

type Operation = readonly [name: string, call: (argument: object) => unknown]

/** Everything that one can call below an object of the SDK, by its path. */
const operationsOf = (object: object, path: string): ReadonlyArray<Operation> => {
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(object)).flatMap(
    (name): ReadonlyArray<Operation> => {
      const method: unknown = Reflect.get(object, name)
      if (name === "constructor" || typeof method !== "function") return []
      return [[`${path}.${name}`, (argument): unknown => Reflect.apply(method, object, [argument])]]
    },
  )
  const parts = Object.entries(object).filter(([name]) => !inner.includes(name))
  return [...methods, ...parts.flatMap(([name, part]) => (isObject(part) ? operationsOf(part, `${path}.${name}`) : []))]
}

const paths = (operations: ReadonlyArray<string>) => [...new Set(operations)].toSorted().join(", ")

/** What the SDK asks of the server when it is called with nothing but texts: `POST /v1/…`, with the answer's error type. */
const answersOf = async (url: string) => {
  const asked: Array<string> = []
  const original = globalThis.fetch
  const spy = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const response = await original(input, init)
    const body: unknown = await response.clone().json()
    asked.push(String(Object(body).error_type ?? Object(body).error ?? "success"))
    return response
  })
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
  const client = new B2BClient({ project_id: projectId, secret, env: url, fraud_env: url })
  warn.mockRestore()
  const texts = new Proxy({}, { get: (_, name) => (typeof name === "string" && name !== "scopes" ? "x" : undefined) })
  const operations = Object.entries(client).flatMap(([name, part]) =>
    isObject(part) && !inner.includes(name) ? operationsOf(part, name) : [],
  )
  const remote: Array<readonly [string, string]> = []
  for (const [name, call] of operations) {
    const before = asked.length
    await Promise.resolve(call(texts)).catch(() => {})
    const answer = asked[before]
    if (answer !== undefined) remote.push([name, answer])
  }
  spy.mockRestore()
  return remote
}

test("the README says how many of the SDK's operations are answered, and which are not", async () => {
  const { url } = await project()
  const answers = await answersOf(url)
  const isMissing = ([, answer]: readonly [string, string]) =>
    ["route_not_found", "method_not_allowed"].includes(answer)
  const missing = answers.filter(isMissing).map(([name]) => name)
  const readme = readFileSync(new URL("../src/stytch/README.md", import.meta.url), "utf8").replace(/\s+/g, " ")
  expect(readme).toContain(`${answers.length - missing.length} of the SDK's ${answers.length} remote operations`)
  expect(readme).toContain(`Not offered: ${paths(missing.map((name) => `\`${name}\``))}.`)
  expect(answers.filter(([, answer]) => answer === "internal_server_error")).toEqual([])
})
