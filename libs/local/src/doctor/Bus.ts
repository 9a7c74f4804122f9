import { DescribeEventBusCommand, DescribeRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge"
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs"
import { consumerRoutes, directRoutes, rulePattern } from "@tango/contracts/Topology"
import type { Where } from "../operations/Where.ts"
import { type Finding, finding, type Variables } from "./Finding.ts"

/** A rule of ours with the queues that it needs, and the one where nothing should wait. */
interface Route {
  readonly service: string
  readonly rule: string
  readonly detailTypes: ReadonlyArray<string>
  readonly queues: ReadonlyArray<string>
  readonly deadLetters: string
}

const routes: ReadonlyArray<Route> = [
  ...consumerRoutes.map(({ consumer, deadLetterQueue, detailTypes, queue, rule }) => ({
    service: consumer,
    rule,
    detailTypes,
    queues: [queue, deadLetterQueue],
    deadLetters: deadLetterQueue,
  })),
  ...directRoutes.map(({ detailTypes, failureQueue, rule, service }) => ({
    service,
    rule,
    detailTypes,
    queues: [failureQueue],
    deadLetters: failureQueue,
  })),
]

const busThere = async (bridge: EventBridgeClient, name: string, fix: string): Promise<Finding> => {
  const there = await bridge.send(new DescribeEventBusCommand({ Name: name })).then(
    () => true,
    () => false,
  )
  return there
    ? finding("ok", `bus ${name}`, "is there")
    : finding("fault", `bus ${name}`, `is not there, or may not be asked for; ${fix}`)
}

const isRuleSound = async (bridge: EventBridgeClient, where: Where, route: Route): Promise<boolean> => {
  try {
    const request = new DescribeRuleCommand({ Name: `${where.prefix}${route.rule}`, EventBusName: where.bus })
    const { EventPattern = "{}", State } = await bridge.send(request)
    const types: unknown = Object(JSON.parse(EventPattern))["detail-type"]
    const wanted = rulePattern(route)["detail-type"].toSorted().join()
    return State === "ENABLED" && Array.isArray(types) && types.toSorted().join() === wanted
  } catch {
    return false
  }
}

const waitingIn = async (sqs: SQSClient, name: string): Promise<number | undefined> => {
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }))
    const request = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] })
    const { Attributes } = await sqs.send(request)
    return Number(Attributes?.["ApproximateNumberOfMessages"])
  } catch {
    return undefined
  }
}

const routeSound = async (clients: Clients, where: Where, route: Route): Promise<Finding> => {
  const { bridge, sqs } = clients
  const subject = `events by ${where.prefix}${route.rule}`
  const [rule, ...waiting] = await Promise.all([
    isRuleSound(bridge, where, route),
    ...route.queues.map((queue) => waitingIn(sqs, `${where.prefix}${queue}`)),
  ])
  const missing = route.queues.filter((_, index) => waiting[index] === undefined)
  const deploy = `deploy the stack of ${route.service}`
  if (missing.length > 0) return finding("fault", subject, `there is no ${missing.join(", no ")}; ${deploy}`)
  if (!rule) return finding("fault", subject, `the rule is not there, not enabled, or of other events; ${deploy}`)
  const dead = waiting[route.queues.indexOf(route.deadLetters)] ?? 0
  return dead === 0
    ? finding("ok", subject, "rule and queues are there")
    : finding(
        "warning",
        subject,
        `${dead} wait in ${route.deadLetters}; npm run events:redrive -- ${route.deadLetters} --dry-run`,
      )
}

interface Clients {
  readonly bridge: EventBridgeClient
  readonly sqs: SQSClient
}

/** The bus, each rule with its queues, and Stripe's own bus where it is used. */
export const bus = async (where: Where, env: Variables): Promise<ReadonlyArray<Finding>> => {
  const clients = { bridge: new EventBridgeClient(where.client), sqs: new SQSClient(where.client) }
  const partner = env["STRIPE_EVENT_SOURCE"]
  try {
    return await Promise.all([
      busThere(clients.bridge, where.bus, "deploy the platform's stack"),
      ...(partner
        ? [busThere(clients.bridge, partner, "associate Stripe's event source with a bus in EventBridge")]
        : []),
      ...routes.map((route) => routeSound(clients, where, route)),
    ])
  } finally {
    clients.bridge.destroy()
    clients.sqs.destroy()
  }
}
