import { serviceNames } from "@tango/contracts/Topology"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { monthlyCost, total } from "../src/cost/Cost.ts"
import { prices, pricesOf } from "../src/cost/Prices.ts"
import { type Environment, environments } from "../src/Environments.ts"

const printed = (...args: ReadonlyArray<string>) =>
  spawnSync(process.execPath, [join(import.meta.dirname, "../src/cost/runCost.ts"), ...args], { encoding: "utf8" })

const change = (changes: Partial<Environment>, environment: Environment = environments.staging) =>
  total(monthlyCost({ ...environment, ...changes })) - total(monthlyCost(environment))

describe("the monthly estimate", () => {
  it("is printed for each environment with its parts and the prices' date, and as figures", () => {
    const { status, stdout } = printed()
    expect(status).toBe(0)
    for (const environment of Object.values(environments)) {
      const sum = total(monthlyCost(environment))
      expect(stdout).toContain(`${environment.name}: about $${sum} a month`)
      expect(sum).toBeLessThan(environment.budgetUsd)
    }
    expect(stdout).toContain(pricesOf)
    expect(JSON.parse(printed("--json").stdout)).toEqual({
      monthlyUsd: Object.fromEntries(
        Object.values(environments).map((environment) => [environment.name, total(monthlyCost(environment))]),
      ),
      prices: pricesOf,
    })
  })

  it("follows the table: tasks, database, way out and firewall", () => {
    const gateway = (prices.natGatewayHour + prices.publicAddressHour) * 730
    expect(change({ nat: { kind: "gateway", count: 2 } })).toBeCloseTo(gateway, -0.5)
    expect(change({ nat: { kind: "instance" } })).toBeLessThan(0)
    expect(change({ nat: { kind: "none" } })).toBeGreaterThan(0)
    expect(change({ waf: false })).toBe(-(prices.firewallMonth + 4 * prices.firewallRuleMonth))
    expect(change({ tasks: { min: 2, max: 2 } })).toBeGreaterThan(serviceNames.length * 7)
    const { database } = environments.staging
    expect(change({ database: { ...database, readers: 1 } })).toBeCloseTo(
      0.5 * 730 * prices.auroraCapacityUnitHour,
      -0.5,
    )
  })
})
