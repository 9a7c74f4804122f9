/** How private subnets reach the internet: a managed gateway each, one small instance, or not at all. */
export type Nat =
  | { readonly kind: "gateway"; readonly count: 1 | 2 }
  | { readonly kind: "instance" }
  | { readonly kind: "none" }

/** Everything in which one environment differs from another; there is no other place that asks for its name. */
export interface Environment {
  readonly name: string
  readonly region: string
  /** Tasks of each service: at least, at most. */
  readonly tasks: { readonly min: number; readonly max: number }
  /** CPU units and MiB of one task, its sidecar included. */
  readonly task: { readonly cpu: 256 | 512 | 1024; readonly memory: 512 | 1024 | 2048 }
  /** Aurora capacity units; a minimum of 0 lets it sleep after `pauseMinutes` without connections. */
  readonly database: {
    readonly minCapacity: number
    readonly maxCapacity: number
    readonly pauseMinutes?: number
    readonly readers: 0 | 1
    readonly backupDays: number
  }
  readonly nat: Nat
  /** The relay's idle look at the outbox: seldom where the database should sleep. */
  readonly outboxIdleSeconds: number
  /** No job runs more often than this, whatever the contracts say: each run wakes a database that sleeps. */
  readonly jobMinutes: number
  /** No consumer handles more batches at a time, whatever its row in the contracts allows. */
  readonly consumerConcurrency: number
  readonly logDays: 7 | 30 | 90
  /** Data outlives its stack, and a stack cannot be deleted by mistake. */
  readonly keep: boolean
  readonly waf: boolean
  /** The name that people use, with its certificate in us-east-1; without it CloudFront gives a name. */
  readonly domain?: { readonly name: string; readonly certificateArn: string }
  /** E-mail goes by Amazon SES from this verified identity, such as a domain; without it by Resend. */
  readonly ses?: { readonly identity: string }
  /** Stripe's partner event source, `aws.partner/stripe.com/ed_…`, in place of its webhook; its bus has the same name. */
  readonly stripeEventSource?: string
  readonly budgetUsd: number
}

const shared = { region: "us-east-1", task: { cpu: 256, memory: 512 }, waf: true } as const

export const environments = {
  dev: {
    ...shared,
    name: "dev",
    tasks: { min: 1, max: 1 },
    database: { minCapacity: 0, maxCapacity: 2, pauseMinutes: 10, readers: 0, backupDays: 1 },
    nat: { kind: "instance" },
    outboxIdleSeconds: 21_600,
    jobMinutes: 360,
    consumerConcurrency: 2,
    logDays: 7,
    keep: false,
    waf: false,
    budgetUsd: 150,
  },
  staging: {
    ...shared,
    name: "staging",
    tasks: { min: 1, max: 2 },
    database: { minCapacity: 0.5, maxCapacity: 4, readers: 0, backupDays: 7 },
    nat: { kind: "gateway", count: 1 },
    outboxIdleSeconds: 5,
    jobMinutes: 1,
    consumerConcurrency: 5,
    logDays: 30,
    keep: true,
    budgetUsd: 300,
  },
  production: {
    ...shared,
    name: "production",
    tasks: { min: 2, max: 8 },
    task: { cpu: 512, memory: 1024 },
    database: { minCapacity: 1, maxCapacity: 16, readers: 1, backupDays: 35 },
    nat: { kind: "gateway", count: 2 },
    outboxIdleSeconds: 5,
    jobMinutes: 1,
    consumerConcurrency: 10,
    logDays: 90,
    keep: true,
    budgetUsd: 800,
  },
} as const satisfies Record<string, Environment>

/** The environment of that name; any other name is told which there are. */
export const environmentOf = (name: string | undefined): Environment => {
  const found = Object.values<Environment>(environments).find((one) => one.name === name)
  if (found === undefined)
    throw new Error(`There is no environment "${name ?? ""}": it is one of ${Object.keys(environments).join(", ")}`)
  return found
}
