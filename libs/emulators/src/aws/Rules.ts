import { AwsError, page, required, text, validation, type Json } from "./AwsError.ts"
import { arn, byName, findBus, findRule, ruleKey, type EventState, type Rule } from "./EventModel.ts"
import { checkedName, oneOf, refuseValues } from "./EventNames.ts"
import { parsePattern } from "./EventPattern.ts"
import { tagsIn } from "./EventTags.ts"

type Operations = Readonly<Record<string, (input: Json) => unknown>>

const ruleView = ({ targets: _targets, ...rule }: Rule) => rule

const withState = (state: EventState, input: Json, State: Rule["State"]) => {
  const rule = findRule(state, input, required(input, "Name"))
  state.rules.put(ruleKey(rule.EventBusName, rule.Name), { ...rule, State })
  return {}
}

const putRule = (state: EventState, input: Json) => {
  const Name = checkedName(input, "Name", 64)
  const State =
    oneOf(input, "State", ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]) ?? "ENABLED"
  const description = text(input, "Description")
  if (description !== undefined && description.length > 512)
    throw refuseValues([[description, "description", "Member must have length less than or equal to 512"]])
  const bus = findBus(state, text(input, "EventBusName"))
  const EventPattern = text(input, "EventPattern")
  if (text(input, "ScheduleExpression") !== undefined) {
    if (bus.Name !== "default") throw validation("ScheduleExpression is supported only on the default event bus.")
    throw validation("Parameter ScheduleExpression is not valid. Reason: The emulator runs no schedules.")
  }
  if (EventPattern === undefined) throw validation("Parameter(s) EventPattern or ScheduleExpression must be specified.")
  parsePattern(EventPattern)
  const key = ruleKey(bus.Name, Name)
  const Arn = arn(state, bus.Name === "default" ? `rule/${Name}` : `rule/${bus.Name}/${Name}`)
  // Tags count when a rule is made, not when it is changed.
  if (state.rules.get(key) === undefined) state.tags.put(Arn, tagsIn(input) ?? [])
  state.rules.put(key, {
    Name,
    Arn,
    EventBusName: bus.Name,
    EventPattern,
    State,
    Description: description,
    RoleArn: text(input, "RoleArn"),
    targets: state.rules.get(key)?.targets ?? [],
  })
  return { RuleArn: Arn }
}

const rulesOf = (state: EventState, input: Json): ReadonlyArray<Rule> => {
  const bus = findBus(state, text(input, "EventBusName"))
  return state.rules
    .all()
    .filter(({ EventBusName }) => EventBusName === bus.Name)
    .toSorted(byName)
}

export const ruleOperations = (state: EventState): Operations => ({
  PutRule: (input) => putRule(state, input),
  DescribeRule: (input) => ({
    ...ruleView(findRule(state, input, required(input, "Name"))),
    CreatedBy: state.accountId,
  }),
  ListRules: (input) => {
    const prefix = text(input, "NamePrefix") ?? ""
    const { items, next } = page(
      rulesOf(state, input).filter(({ Name }) => Name.startsWith(prefix)),
      input,
    )
    return { Rules: items.map(ruleView), ...next }
  },
  ListRuleNamesByTarget: (input) => {
    const target = required(input, "TargetArn")
    const hit = rulesOf(state, input).filter(({ targets }) => targets.some(({ Arn }) => Arn === target))
    const { items, next } = page(hit, input)
    return { RuleNames: items.map(({ Name }) => Name), ...next }
  },
  EnableRule: (input) => withState(state, input, "ENABLED"),
  DisableRule: (input) => withState(state, input, "DISABLED"),
  DeleteRule: (input) => {
    const name = required(input, "Name")
    const bus = findBus(state, text(input, "EventBusName"))
    const rule = state.rules.get(ruleKey(bus.Name, name))
    if (rule && rule.targets.length > 0) throw validation("Rule can't be deleted since it has targets.")
    if (rule) state.tags.delete(rule.Arn)
    state.rules.delete(ruleKey(bus.Name, name))
    return {}
  },
  ListTargetsByRule: (input) => {
    const { items, next } = page(findRule(state, input, required(input, "Rule")).targets, input)
    return { Targets: items, ...next }
  },
  TestEventPattern: (input) => {
    const matches = parsePattern(required(input, "EventPattern"))
    return { Result: matches(testedEvent(required(input, "Event"))) }
  },
})

const testedEvent = (source: string): unknown => {
  const invalid = () => new AwsError("ValidationException", "Parameter Event is not valid.")
  try {
    const event: unknown = JSON.parse(source)
    if (typeof event !== "object" || event === null || Array.isArray(event)) throw invalid()
    return event
  } catch {
    throw invalid()
  }
}
