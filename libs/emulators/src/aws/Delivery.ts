import { busName, type BusEvent, type EventState, type Rule, type Target } from "./EventModel.ts"
import { parsePattern } from "./EventPattern.ts"
import type { NewInvocation } from "./LambdaTargets.ts"
import { atPath, targetInput } from "./TargetInput.ts"

type Matcher = (event: unknown) => boolean

/** Buses may be each other's targets: an event goes no further than this. */
const maximumHops = 5

/** The group of a message: a fixed value, or what a JSON path finds in the event. */
const groupOf = (target: Target, event: BusEvent): string | undefined => {
  const group = target.SqsParameters?.MessageGroupId
  if (group === undefined || !group.startsWith("$")) return group
  const found = atPath(event, group)
  return typeof found === "string" ? found : undefined
}

const sendToQueue = (
  state: EventState,
  rule: Rule,
  target: Target,
  event: BusEvent,
  traceHeader: string | undefined,
): void => {
  const body = targetInput(target, rule, event, event.time)
  if (body === undefined) return
  if (state.sqs.send(target.Arn, { body, groupId: groupOf(target, event), traceHeader })) return
  // There is no such queue. EventBridge does not retry that: the event goes to the target's dead-letter queue, or is dropped.
  const deadLetterQueue = target.DeadLetterConfig?.Arn
  if (deadLetterQueue === undefined) return
  const attributes = {
    RULE_ARN: rule.Arn,
    TARGET_ARN: target.Arn,
    ERROR_CODE: "NO_RESOURCE",
    ERROR_MESSAGE: "The specified queue does not exist.",
  }
  state.sqs.send(deadLetterQueue, { body: JSON.stringify(event), traceHeader, attributes })
}

const invokeFunction = (
  state: EventState,
  invoke: (input: NewInvocation) => void,
  rule: Rule,
  target: Target,
  event: BusEvent,
  traceHeader: string | undefined,
): void => {
  const payload = targetInput(target, rule, event, event.time)
  if (payload === undefined) return
  invoke({
    functionArn: target.Arn,
    payload,
    maximumRetries: target.RetryPolicy?.MaximumRetryAttempts ?? 185,
    until: state.clock.now() + (target.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400) * 1000,
    deadLetterQueue: target.DeadLetterConfig?.Arn,
    ruleArn: rule.Arn,
    event: JSON.stringify(event),
    traceHeader,
  })
}

/** Brings an event to the targets of the rules that match it, and gives the names of those rules. */
export const makeDelivery = (state: EventState, invoke: (input: NewInvocation) => void) => {
  const matchers = new WeakMap<Rule, Matcher>()
  const matcherOf = (rule: Rule): Matcher => {
    const matcher = matchers.get(rule) ?? parsePattern(rule.EventPattern)
    matchers.set(rule, matcher)
    return matcher
  }
  const deliver = (
    bus: string,
    event: BusEvent,
    traceHeader?: string,
    onlyRules?: ReadonlySet<string>,
    hops = 0,
  ): ReadonlyArray<string> => {
    const matching = state.rules
      .all()
      .filter(
        (rule) =>
          rule.EventBusName === bus &&
          rule.State !== "DISABLED" &&
          (onlyRules === undefined || onlyRules.has(rule.Arn)) &&
          matcherOf(rule)(event),
      )
    for (const rule of matching) {
      for (const target of rule.targets) {
        if (target.Arn.includes(":event-bus/")) {
          if (hops < maximumHops) deliver(busName(target.Arn), event, traceHeader, undefined, hops + 1)
        } else if (target.Arn.includes(":lambda:")) invokeFunction(state, invoke, rule, target, event, traceHeader)
        else sendToQueue(state, rule, target, event, traceHeader)
      }
    }
    return matching.map(({ Name }) => Name)
  }
  return deliver
}
