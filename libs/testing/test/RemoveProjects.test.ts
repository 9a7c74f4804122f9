import { currentContracts } from "@tango/contracts/events/Contract"
import { checkBoundaries } from "@tango/testing/gates/Boundaries"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Copy, copyRepository, type Ended } from "./newService/Copy.ts"

const page = "docs/remove-projects.md"
/** `REMOVE_PROJECTS=all` also checks all types and runs the other services' tests: some minutes. */
const all = process.env["REMOVE_PROJECTS"] === "all"
let copy: Copy

beforeAll(() => {
  copy = copyRepository()
})
afterAll(() => copy.remove())

const succeeds = ({ code, output }: Ended) => assert.equal(code, 0, output)
const steps = (text: string) => [...text.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, step = ""]) => step)

describe("what the page says about removing projects", { timeout: 600_000 }, () => {
  it("can be done as it is written, and leaves nothing of the service", async () => {
    const found = steps(copy.read(page))
    assert.lengthOf(found, 4)
    for (const step of found) succeeds(await copy.run("bash", "-euc", step))
    for (const file of ["docker/compose.yaml", "docker/compose.dev.yaml", "infra/src/Tango.ts", "web/src/routes.tsx"])
      assert.notMatch(copy.read(file), /projects/iu, file)
    const topology = copy.read("libs/contracts/src/Topology.ts")
    assert.notMatch(topology, /"projects"|Projects/u)
    assert.include(topology, '["identity", "billing", "entitlements", "notifications"]')
  })

  it("after which the contracts hold, nobody imports what is gone, and what named the service compiles", async () => {
    const contracts = await copy.run("node", "libs/testing/src/contracts/runContracts.ts", "check")
    succeeds(contracts)
    assert.include(contracts.output, `0 breaking changes in ${currentContracts().length} events`)
    assert.deepEqual(checkBoundaries(copy.folder).violations, [])
    const changed = ["libs/contracts/src", "infra/src/Tango.ts", "libs/service/test", "services/entitlements/src"]
    copy.write("tsconfig.part.json", JSON.stringify({ extends: "./tsconfig.json", include: changed }))
    for (const project of [all ? "tsconfig.json" : "tsconfig.part.json", "web/tsconfig.json"])
      succeeds(await copy.run("tsc", "--noEmit", "-p", project))
  })

  it.runIf(all)("after which the other services' tests pass", async () => {
    const folders = ["libs/contracts", "libs/service", "libs/testing/test/RoleMatrix", "services", "web"]
    succeeds(await copy.run("vitest", "run", "--silent=true", ...folders))
  })
})
