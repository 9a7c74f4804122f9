import type { Tree } from "@nx/devkit"
import { nameFault } from "@tango/local/newService/Names"
import { checkBoundaries } from "@tango/testing/gates/Boundaries"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { send, signUp } from "./journey/Client.ts"
import { findStack } from "./journey/RunningStack.ts"
import { type Copy, copyRepository, type Ended } from "./newService/Copy.ts"
import { resourceTypes } from "./newService/Synth.ts"
import { startSmallStack } from "./newService/SmallStack.ts"

const name = "purchase-orders"
let copy: Copy

beforeAll(() => {
  copy = copyRepository()
})
afterAll(() => copy.remove())

const newService = (...args: ReadonlyArray<string>) => copy.run("npm", "run", "-s", "new:service", "--", ...args)
const succeeds = ({ code, output }: Ended) => assert.equal(code, 0, output)

describe("npm run new:service", { timeout: 120_000 }, () => {
  it("says why a name cannot be, and changes nothing", async () => {
    const before = copy.fingerprint()
    for (const [bad, why] of [
      ["Purchase_Orders", "is no name for a service"],
      ["projects", 'There is a service "projects" already'],
    ] as const) {
      const { code, output } = await newService(bad)
      assert.equal(code, 1, bad)
      assert.include(output, why)
    }
    assert.equal(copy.fingerprint(), before)
  })

  it.each([
    ["", "is no name"],
    ["../../elsewhere", "is no name"],
    ["a-service-with-quite-a-long-name", "is no name"],
    ["class", "means something else here"],
    ["messaging", "means something else here"],
    ["orders-setup", "ends like a part of a service"],
    ["members", "is taken: there is libs/contracts/src/subscriptions/Members.ts"],
    ["api-clients", "is taken: there is libs/contracts/src/subscriptions/ApiClients.ts"],
    ["sharing", "is taken: web/src/api/Clients.ts"],
  ])("refuses the name %j", (bad, why) => {
    const exists = (file: string) => existsSync(join(copy.folder, file))
    const read = ((file: string) => readFileSync(join(copy.folder, file))) as Tree["read"]
    assert.include(nameFault({ exists, read }, bad), why)
  })

  it("makes a service that npm, the compiler, the boundaries and the formatter have nothing against", async () => {
    succeeds(await newService(name))
    succeeds(await copy.run("oxfmt", "--check", `services/${name}`, "libs/contracts", "web/src", "docker", "README.md"))
    const { violations } = checkBoundaries(copy.folder)
    assert.deepEqual(
      violations.filter(({ file }) => /purchase-?orders/iu.test(file)),
      [],
    )
    // What npm itself would have written for the new package.
    const lockfile = copy.read("package-lock.json")
    succeeds(await copy.run("npm", "install", "--package-lock-only", "--offline", "--ignore-scripts", "--no-audit"))
    assert.equal(copy.read("package-lock.json"), lockfile)
    assert.include(lockfile, `"services/${name}"`)
    // What names services or is made for one; all the rest would take a minute.
    const include = [`services/${name}`, "libs/contracts", "services/identity/src/reactions", "infra/src/Tango.ts"]
    copy.write("tsconfig.part.json", JSON.stringify({ extends: "./tsconfig.json", include }))
    const checked = await Promise.all([
      copy.run("tsc", "--noEmit", "-p", "tsconfig.part.json"),
      copy.run("tsc", "--noEmit", "-p", "web/tsconfig.json"),
    ])
    for (const result of checked) succeeds(result)
  })

  it("whose own tests pass, and those of the contracts that it joined", async () => {
    const { code, output } = await copy.run("vitest", "run", "--silent=true", `services/${name}`, "libs/contracts")
    assert.equal(code, 0, output)
    assert.match(output, /services\/purchase-orders\/test\/Isolation\.test\.ts/)
  })

  it("whose stack can be deployed alone", async () => {
    const types = await resourceTypes(copy, "PurchaseOrders")
    assert.includeMembers(
      [...types],
      [
        "AWS::ECS::Service",
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        "AWS::Events::Rule",
        "AWS::Lambda::EventSourceMapping",
        "AWS::CloudWatch::Dashboard",
      ],
    )
    assert.lengthOf(
      types.filter((type) => type === "AWS::SQS::Queue"),
      2,
    )
  })

  it("which the stack starts, and which answers each tenant with its own through the gateway", async () => {
    const { dataDir, stop } = await startSmallStack(copy, name)
    try {
      const stack = findStack(dataDir)
      const items = `/api/${name}/items`
      assert.equal((await send(stack, "GET", items)).status, 401)
      const [mine, theirs] = await Promise.all([signUp(stack, "Mine"), signUp(stack, "Theirs")])
      const { token } = mine
      assert.equal((await send(stack, "POST", items, { token, body: { name: "Secret" } })).status, 201)
      const seen = async (as: string) => {
        const { body, status } = await send<{ items: ReadonlyArray<{ name: string }> }>(stack, "GET", items, {
          token: as,
        })
        return [status, body.items.map((item) => item.name)]
      }
      assert.deepEqual(await seen(token), [200, ["Secret"]])
      assert.deepEqual(await seen(theirs.token), [200, []])
    } finally {
      await stop()
    }
  })
})
