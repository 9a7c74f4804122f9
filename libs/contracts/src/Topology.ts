import * as Billing from "./subscriptions/Billing.ts"
import * as BillingAlerts from "./subscriptions/BillingAlerts.ts"
import * as Entitlements from "./subscriptions/Entitlements.ts"
import * as Identity from "./subscriptions/Identity.ts"
import * as Notifications from "./subscriptions/Notifications.ts"
import * as Projects from "./subscriptions/Projects.ts"

/**
 * Where requests and events go, as data: the local stack and `infra` both read it, so they cannot disagree.
 */
export const serviceNames = ["identity", "billing", "entitlements", "notifications", "projects"] as const
export type ServiceName = (typeof serviceNames)[number]

/** One HTTP service behind the edge. Paths are passed on unchanged; lower priorities are matched first. */
export interface ServiceRoute {
  readonly service: ServiceName
  readonly pathPattern: `/api/${string}/*`
  readonly priority: number
  /** The port the service takes on a developer's machine, before TANGO_PORT_OFFSET. */
  readonly localPort: number
}

export const serviceRoutes: ReadonlyArray<ServiceRoute> = serviceNames.map((service, index) => ({
  service,
  pathPattern: `/api/${service}/*`,
  priority: (index + 1) * 10,
  localPort: 8081 + index,
}))

export const eventBusName = "tango"

/** A provider's webhook: the path at the edge and the Lambda function that answers it. */
export interface WebhookRoute {
  readonly provider: "stytch" | "stripe" | "resend"
  readonly service: ServiceName
  readonly path: `/webhooks/${string}`
  readonly priority: number
  readonly functionName: string
  /** The handler's module from the repository's root; it exports `handler`, which takes an ALB event. */
  readonly entry: string
}

const webhook = (provider: WebhookRoute["provider"], service: ServiceName, priority: number): WebhookRoute => ({
  provider,
  service,
  path: `/webhooks/${provider}`,
  priority,
  functionName: `${service}-webhook`,
  entry: `services/${service}/src/webhook.ts`,
})

export const webhookRoutes: ReadonlyArray<WebhookRoute> = [
  webhook("stytch", "identity", 100),
  webhook("stripe", "billing", 110),
  webhook("resend", "notifications", 120),
]

/** A consumer's queue with its dead-letter queue, the rule that fills it and the Lambda function that empties it. */
export interface ConsumerRoute {
  readonly consumer: ServiceName
  readonly queue: string
  readonly deadLetterQueue: string
  /** Attempts before a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number
  /** At least six times the function's timeout. */
  readonly visibilityTimeoutSeconds: number
  readonly batchSize: number
  /** Batches that are handled at a time at most, from 2 to 1000; an environment may allow less. Each may take 15 connections. */
  readonly maxConcurrency: number
  readonly rule: string
  /** The event types it hears of; the rule's pattern is `{ "detail-type": [...] }`. */
  readonly detailTypes: ReadonlyArray<string>
  /** The fields that it reads, by event type. */
  readonly reads: Readonly<Record<string, ReadonlyArray<string>>>
  readonly functionName: string
  readonly timeoutSeconds: number
  /** The handler's module from the repository's root; it exports `handler`, which takes an SQS event. */
  readonly entry: string
}

type Subscriptions = Readonly<Record<string, { readonly type: string; readonly reads: ReadonlyArray<string> }>>

const consumer = (service: ServiceName, subscriptions: Subscriptions): ConsumerRoute => ({
  consumer: service,
  queue: `tango-${service}-events`,
  deadLetterQueue: `tango-${service}-events-dlq`,
  maxReceiveCount: 5,
  visibilityTimeoutSeconds: 60,
  batchSize: 10,
  maxConcurrency: 10,
  rule: `tango-${service}-events`,
  detailTypes: Object.values(subscriptions).map(({ type }) => type),
  reads: Object.fromEntries(Object.values(subscriptions).map(({ type, reads }) => [type, reads])),
  functionName: `${service}-consumer`,
  timeoutSeconds: 10,
  entry: `services/${service}/src/consumer.ts`,
})

/** What each service hears of is in `subscriptions/<Service>.ts`, a line an event. */
export const consumerRoutes: ReadonlyArray<ConsumerRoute> = [
  consumer("identity", Identity.subscriptions),
  consumer("billing", Billing.subscriptions),
  consumer("entitlements", Entitlements.subscriptions),
  consumer("notifications", Notifications.subscriptions),
  consumer("projects", Projects.subscriptions),
]

/** A Lambda function that a rule calls itself, and the queue that is told of what the bus or the function gave up. */
export interface DirectRoute {
  readonly service: ServiceName
  readonly name: string
  readonly rule: string
  readonly detailTypes: ReadonlyArray<string>
  /** The fields that it reads, by event type. */
  readonly reads: Readonly<Record<string, ReadonlyArray<string>>>
  readonly functionName: string
  readonly timeoutSeconds: number
  /** After the first attempt; Lambda allows two at most. */
  readonly retryAttempts: 0 | 1 | 2
  readonly failureQueue: string
  /** The handler's module from the repository's root; it exports `handler`, which takes EventBridge's event. */
  readonly entry: string
}

const direct = (service: ServiceName, name: string, subscriptions: Subscriptions): DirectRoute => ({
  service,
  name,
  rule: `tango-${service}-${name}`,
  detailTypes: Object.values(subscriptions).map(({ type }) => type),
  reads: Object.fromEntries(Object.values(subscriptions).map(({ type, reads }) => [type, reads])),
  functionName: `${service}-${name}`,
  timeoutSeconds: 10,
  retryAttempts: 2,
  failureQueue: `tango-${service}-${name}-failures`,
  entry: `services/${service}/src/${name}.ts`,
})

/** For what is small, needs no rows and may happen twice; everything else is a consumer's. */
export const directRoutes: ReadonlyArray<DirectRoute> = [direct("billing", "alerts", BillingAlerts.subscriptions)]

/** `{"detail-type": [...]}`: the event pattern of a consumer's rule. */
export const rulePattern = (route: Pick<ConsumerRoute, "detailTypes">) => ({ "detail-type": route.detailTypes })

/** Work that a clock starts: an EventBridge Scheduler schedule and the Lambda function that it calls. */
export interface JobRoute {
  readonly service: ServiceName
  readonly name: string
  /** EventBridge's rate expression; a job must bear being run late, twice, or by hand. */
  readonly schedule:
    | `rate(${number} ${"minutes" | "hours" | "days"})`
    | "rate(1 minute)"
    | "rate(1 hour)"
    | "rate(1 day)"
  readonly functionName: string
  readonly timeoutSeconds: number
  /** The handler's module from the repository's root; it exports `handler`, which takes a scheduled event. */
  readonly entry: string
}

export const job = (service: ServiceName, name: string, schedule: JobRoute["schedule"]): JobRoute => ({
  service,
  name,
  schedule,
  functionName: `${service}-${name}`,
  timeoutSeconds: 300,
  entry: `services/${service}/src/jobs/${name}.ts`,
})

// One line each.
export const jobRoutes: ReadonlyArray<JobRoute> = [
  job("notifications", "send-due", "rate(1 minute)"),
  job("notifications", "digest", "rate(15 minutes)"),
  job("entitlements", "clock", "rate(1 minute)"),
  job("billing", "reconcile", "rate(1 day)"),
  job("billing", "dunning", "rate(1 day)"),
  job("billing", "seats", "rate(1 minute)"),
  job("identity", "reconcile", "rate(1 day)"),
  job("identity", "audit-retention", "rate(1 day)"),
  job("identity", "sign-in-retention", "rate(1 day)"),
  job("identity", "write-exports", "rate(5 minutes)"),
  job("projects", "sweep-uploads", "rate(1 hour)"),
  ...serviceNames.map((service) => job(service, "housekeeping", "rate(1 day)")),
]

const secondsOf = { minute: 60, hour: 3_600, day: 86_400 }

/** How often a job runs, in seconds. */
export const jobPeriodSeconds = ({ schedule }: Pick<JobRoute, "schedule">): number => {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/u.exec(schedule) ?? []
  if (unit !== "minute" && unit !== "hour" && unit !== "day") throw new Error(`${schedule} is not a rate expression`)
  return Number(count) * secondsOf[unit]
}

/** A service's bucket for files of people: what lies under `uploads/` and is not taken over goes after a day. */
export interface BucketRoute {
  readonly service: ServiceName
  /** Its name on a developer's machine; elsewhere names are the deployment's, in `UPLOADS_BUCKET`. */
  readonly localName: string
}

export const bucketRoutes: ReadonlyArray<BucketRoute> = [
  { service: "identity", localName: "tango-identity-uploads" },
  { service: "projects", localName: "tango-projects-uploads" },
]
