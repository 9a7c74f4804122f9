/** AWS's list prices in us-east-1, US dollars without tax or free allowances. Renew them here, and the date. */
export const pricesOf = "2026-11"

export const hoursPerMonth = 730

export const prices = {
  auroraCapacityUnitHour: 0.12,
  auroraGigabyteMonth: 0.1,
  fargateArmCpuHour: 0.032_38,
  fargateArmGigabyteHour: 0.003_56,
  loadBalancerHour: 0.0225,
  loadBalancerUnitHour: 0.008,
  natGatewayHour: 0.045,
  natGatewayGigabyte: 0.045,
  natInstanceHour: 0.0042,
  publicAddressHour: 0.005,
  interfaceEndpointHour: 0.01,
  secretMonth: 0.4,
  alarmMonth: 0.1,
  dashboardMonth: 3,
  metricMonth: 0.3,
  logGigabyte: 0.5,
  firewallMonth: 5,
  firewallRuleMonth: 1,
  /** Requests, functions, queues, bus, bucket and edge at a starter's load. */
  useMonth: 3,
} as const
