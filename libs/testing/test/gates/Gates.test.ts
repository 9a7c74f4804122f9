import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { runGate, type Outcome } from "../../src/gates/Gate.ts"
import { gatesOf } from "../../src/gates/Gates.ts"
import { clean, makeWorkspace, realRoot } from "./Workspace.ts"

const run = async (root: string): Promise<Record<string, Outcome>> => {
  const outcomes = await Promise.all(gatesOf(root).map((gate) => runGate(gate, root)))
  return Object.fromEntries(outcomes.map((outcome) => [outcome.name, outcome]))
}

/** One deliberate violation per line of the list below; `services/alpha/src/main.ts` uses each file, so none is dead by accident. */
const violations = {
  ...clean,
  "libs/contracts/released/shop.order.placed.v1.json": JSON.stringify({
    type: "shop.order.placed.v1",
    consumers: { mailer: ["plan"] },
    schema: {},
  }),
  "services/alpha/src/Types.ts": 'export const count: number = "one"\n',
  "web/src/types.ts": 'export const count: number = "one"\n',
  "web/src/main.tsx": 'import { count } from "./types.ts"\n\ndocument.title = String(count)\n',
  "services/alpha/src/Floating.ts":
    'import { Effect } from "effect"\n\nexport const start = () => {\n  Effect.log("never runs")\n}\n',
  "services/alpha/src/Any.ts": "export const anything = (value: any): string => value\n",
  "services/alpha/src/Promise.ts": "export const later = () => {\n  Promise.resolve(1)\n}\n",
  "services/alpha/src/NonNull.ts": "export const first = (list: ReadonlyArray<string>): string => list[0]!\n",
  "services/alpha/src/Assertion.ts":
    "export const parsed = (text: string): { a: string } => JSON.parse(text) as { a: string }\n",
  "services/alpha/src/Ignored.ts": '// @ts-ignore\nexport const ignored: number = "one"\n',
  "services/alpha/src/Console.ts": 'export const say = () => console.log("hello")\n',
  "services/alpha/src/CycleA.ts": 'import { b } from "./CycleB.ts"\n\nexport const a = (): number => b()\n',
  "services/alpha/src/CycleB.ts": 'import { a } from "./CycleA.ts"\n\nexport const b = (): number => a()\n',
  "services/alpha/src/Format.ts": "export const  crooked = 1;\n",
  "services/alpha/src/Unlisted.ts": 'import Stripe from "stripe"\n\nexport const stripe = new Stripe("key")\n',
  "services/alpha/src/DeadExport.ts": "export const used = 1\nexport const neverUsed = 2\n",
  "services/alpha/src/DeadFile.ts": "export const nobody = 1\n",
  "libs/beta/src/Beta.ts": "export const beta = 1\n",
  "services/alpha/package.json":
    '{ "name": "@tango/alpha", "type": "module", "dependencies": { "effect": "4.1.0", "hono": "4.13.19" } }\n',
  "services/gamma/package.json": '{ "name": "@tango/gamma", "type": "module" }\n',
  "services/gamma/src/main.ts": 'import "../../alpha/src/Console.ts"\n',
  "services/alpha/src/main.ts": ["Types.count", "Floating.start", "Any.anything", "Promise.later", "NonNull.first"]
    .concat(["Assertion.parsed", "Ignored.ignored", "Console.say", "CycleA.a", "Format.crooked", "Unlisted.stripe"])
    .concat(["DeadExport.used", "domain/Greeting.greeting"])
    .map((use) => use.split("."))
    .map(([file, name]) => `export { ${name} } from "./${file}.ts"\n`)
    .join(""),
}

describe("the gates of npm run check", () => {
  let good: Record<string, Outcome>
  let bad: Record<string, Outcome>
  let empty: Record<string, Outcome>
  const made = [clean, violations, { "package.json": clean["package.json"] ?? "" }].map(makeWorkspace)
  beforeAll(async () => {
    const [cleanRoot = "", badRoot = "", emptyRoot = ""] = made.map((workspace) => workspace.root)
    good = await run(cleanRoot)
    bad = await run(badRoot)
    empty = await run(emptyRoot)
  }, 180_000)
  afterAll(() => made.forEach((workspace) => workspace.remove()))

  const names = gatesOf(realRoot).map((gate) => gate.name)

  it.each(names)("%s passes on a clean workspace, of which it looked at files", (name) => {
    const outcome = good[name]
    assert.strictEqual(outcome?.problems, 0, outcome?.output)
    if (outcome?.files !== undefined && !outcome.missing) assert.isAbove(outcome.files, 0)
  })

  // Format always sees its own configuration, knip does not say what it looked at, and the contracts are a module of the gate's own:
  // their violations below show it.
  it.each(names.filter((name) => !["unused", "format", "contracts"].includes(name)))(
    "%s fails where it sees no file",
    (name) => {
      if (empty[name]?.missing) return
      assert.match(empty[name]?.output ?? "", /it looked at no file/)
      assert.isAbove(empty[name]?.problems ?? 0, 0)
    },
  )

  it("Effect's diagnostics can be had on Linux", () => {
    if (process.platform === "linux") assert.isUndefined(good["effect"]?.missing)
  })

  it.each([
    ["types", "services/alpha/src/Types.ts(1,14): error TS2322"],
    ["types", "web/src/types.ts(1,14): error TS2322"],
    ["effect", "effect(floatingEffect)"],
    ["lint", "typescript(no-explicit-any)"],
    ["lint", "typescript(no-floating-promises)"],
    ["lint", "typescript(no-non-null-assertion)"],
    ["lint", "typescript(no-unsafe-type-assertion)"],
    ["lint", "typescript(ban-ts-comment)"],
    ["lint", "eslint(no-console)"],
    ["lint", "import(no-cycle)"],
    ["lint", "eslint(no-restricted-imports)"],
    ["format", "services/alpha/src/Format.ts"],
    ["unused", "services/alpha/src/DeadFile.ts"],
    ["unused", "neverUsed"],
    ["unused", "beta "],
    ["unused", "hono "],
    ["unused", "stripe "],
    ["contracts", "shop.order.placed.v1 would break mailer: the event is gone"],
    ["boundaries", "services/gamma/src/main.ts:1 imports ../../alpha/src/Console.ts"],
  ])("%s catches a deliberate violation: %s", (name, found) => {
    if (bad[name]?.missing) return
    assert.include(bad[name]?.output, found)
    assert.isAbove(bad[name]?.problems ?? 0, 0)
  })
})
