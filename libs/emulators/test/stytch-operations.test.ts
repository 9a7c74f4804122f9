import { B2BClient } from "stytch"
import { expect, test, vi } from "vitest"
import { project, projectId, secret } from "./stytchProject.ts"

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null

/** Everything that one can call below an object of the SDK, by its path. */
const operationsOf = (
  object: object,
  path: string,
): ReadonlyArray<readonly [string, (argument: object) => unknown]> => {
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(object)).flatMap((name) => {
    const method: unknown = Reflect.get(object, name)
    return name === "constructor" || typeof method !== "function"
      ? []
      : [[`${path}.${name}`, (argument: object): unknown => Reflect.apply(method, object, [argument])] as const]
  })
  const parts = Object.entries(object).filter(
    ([name, value]) =>
      isObject(value) && !["fetchConfig", "jwtConfig", "jwksClient", "jwtOptions", "policyCache"].includes(name),
  )
  return [
    ...methods,
    ...parts.flatMap(([name, value]) => (isObject(value) ? operationsOf(value, `${path}.${name}`) : [])),
  ]
}

test("list", async () => {
  const { url } = await project()
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
  const client = new B2BClient({ project_id: projectId, secret, env: url })
  warn.mockRestore()
  const all = Object.entries(client).flatMap(([name, part]) =>
    isObject(part) && !["fetchConfig", "jwtConfig"].includes(name) ? operationsOf(part, name) : [],
  )
  const missing: string[] = []
  const local: string[] = []
  for (const [name, call] of all) {
    let error: unknown
    try {
      await call(new Proxy({}, { get: (_, key) => (typeof key === "string" ? "x" : undefined) }))
    } catch (failure) {
      error = failure
    }
    const type = isObject(error) ? error["error_type"] : undefined
    if (type === "route_not_found" || type === "method_not_allowed") missing.push(name)
    else if (error !== undefined && type === undefined) local.push(`${name} ${String(error).slice(0, 100)}`)
  }
  console.log(all.length, missing, local)
  expect(1).toBe(1)
})
