import { serviceNames } from "@tango/contracts/Topology"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { root } from "../../src/constructs/Bundle.ts"
import { environments } from "../../src/Environments.ts"
import { published } from "../../src/platform/PlatformRef.ts"

const workflow = (name: string) => readFileSync(join(root, ".github/workflows", `${name}.yml`), "utf8")
const listed = (text: string, pattern: RegExp) =>
  pattern
    .exec(text)?.[1]
    ?.match(/[\w-]+/g)
    ?.toSorted()

describe("the pipelines", () => {
  it("know every service, by hand and by what has changed", () => {
    const deploy = workflow("deploy")
    expect(listed(deploy, /options: \[(.*)\]/)).toEqual(["platform", "web", ...serviceNames].toSorted())
    expect(listed(deploy, /const known = \[(.*)\]/)).toEqual(["web", ...serviceNames].toSorted())
  })

  it("deploy to staging, and to production after it, with no key of AWS's but GitHub's own identity", () => {
    const deploy = workflow("deploy")
    expect(deploy.indexOf("environment: staging")).toBeGreaterThan(0)
    expect(deploy).toMatch(/production:\n +needs: \[changed, staging\]/)
    expect(workflow("deploy-stack")).toContain("role-to-assume: ${{ vars.DEPLOY_ROLE_ARN }}")
    for (const name of ["deploy", "deploy-stack"]) {
      expect(workflow(name)).toContain("id-token: write")
      expect(workflow(name)).not.toMatch(/secrets\.|AWS_SECRET/)
    }
  })

  it("deploy one stack, ask whether it answers, and go back where it does not", () => {
    const text = workflow("deploy-stack")
    expect(text).toContain('cdk deploy "tango-$ENVIRONMENT-$STACK" --exclusively')
    expect(text).toContain("/api/$STACK/health/ready")
    expect(text).toMatch(/if: failure\(\)[\s\S]*ecs update-service/)
  })

  it("read of the platform only what it publishes", () => {
    const text = workflow("deploy-stack")
    const names = [...text.matchAll(/platform\/v1\/([a-z-]+)|value ([a-z-]+)\)/g)].map(([, a, b]) => a ?? b)
    expect(names.length).toBeGreaterThan(3)
    expect(names.filter((name) => !published.some((one) => one === name))).toEqual([])
  })

  it("synthesize every environment for a pull request, and test what it reaches", () => {
    const text = workflow("pull-request")
    expect(listed(text, /for env in ([^;]*);/)).toEqual(Object.keys(environments).toSorted())
    expect(text).toContain("--affected")
  })
})
