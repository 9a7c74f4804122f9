import { directRoutes, jobRoutes, serviceNames, webhookRoutes } from "@tango/contracts/Topology"
import type { Environment } from "../Environments.ts"
import { providers, zones } from "../platform/PlatformRef.ts"
import { hoursPerMonth as hours, prices } from "./Prices.ts"

/** What is assumed of use, where a price depends on it. */
const assumed = {
  /** Hours a day in which somebody works with an environment that may sleep. */
  awakeHours: 8,
  storedGigabytes: 5,
  natGigabytes: 10,
  logGigabytes: 2,
  loadBalancerUnits: 0.3,
  metrics: 20,
}

const natCost = ({ nat }: Environment): number => {
  if (nat.kind === "instance") return (prices.natInstanceHour + prices.publicAddressHour) * hours
  if (nat.kind === "none") return 7 * zones * prices.interfaceEndpointHour * hours
  const each = (prices.natGatewayHour + prices.publicAddressHour) * hours
  return nat.count * each + assumed.natGigabytes * prices.natGatewayGigabyte
}

const databaseCost = ({ database }: Environment): number => {
  const sleeps = database.minCapacity === 0
  const units = sleeps ? 0.5 * (assumed.awakeHours / 24) : database.minCapacity
  return (
    units * (1 + database.readers) * hours * prices.auroraCapacityUnitHour +
    assumed.storedGigabytes * prices.auroraGigabyteMonth
  )
}

// As the constructs make them: two of the platform; nine for each service, one a webhook and a job, one of identity's own, four of billing's.
const alarms = 2 + 9 * serviceNames.length + webhookRoutes.length + directRoutes.length + jobRoutes.length + 5

/** What an environment costs in a month while little happens in it, by part, in US dollars. */
export const monthlyCost = (environment: Environment): Readonly<Record<string, number>> => {
  const { cpu, memory } = environment.task
  const taskHour = (cpu / 1024) * prices.fargateArmCpuHour + (memory / 1024) * prices.fargateArmGigabyteHour
  return {
    database: databaseCost(environment),
    tasks: serviceNames.length * environment.tasks.min * taskHour * hours,
    "way out (NAT)": natCost(environment),
    "load balancer": (prices.loadBalancerHour + assumed.loadBalancerUnits * prices.loadBalancerUnitHour) * hours,
    firewall: environment.waf ? prices.firewallMonth + 4 * prices.firewallRuleMonth : 0,
    alarms: alarms * prices.alarmMonth,
    dashboards: Math.max(0, serviceNames.length - 3) * prices.dashboardMonth,
    "logs and metrics": assumed.logGigabytes * prices.logGigabyte + assumed.metrics * prices.metricMonth,
    // And the database administrator's.
    secrets: (providers.length + 1) * prices.secretMonth,
    "use of the rest": prices.useMonth,
  }
}

export const total = (parts: Readonly<Record<string, number>>): number =>
  Math.round(Object.values(parts).reduce((sum, part) => sum + part, 0))
