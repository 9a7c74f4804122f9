import { isObject, text, validation, type Json } from "./AwsError.ts"
import { findRule, limitExceeded, ruleKey, type EventState, type Target } from "./EventModel.ts"
import { undefinedPlaceholder } from "./TargetInput.ts"

const refuseId = (id: string, constraint: string) =>
  validation(
    `1 validation error detected: Value '${id}' at 'targets.1.member.id' failed to satisfy constraint: ${constraint}`,
  )

const checkId = (id: string): void => {
  if (!/^[.\-_A-Za-z0-9]+$/.test(id))
    throw refuseId(id, "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+")
  if (id.length > 64) throw refuseId(id, "Member must have length less than or equal to 64")
}

const checkInput = (target: Json, id: string): void => {
  const given = ["Input", "InputPath", "InputTransformer"].filter((name) => target[name] !== undefined)
  if (given.length > 1)
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`)
  const transformer = target["InputTransformer"]
  if (!isObject(transformer)) return
  const paths = transformer["InputPathsMap"]
  const unknown = undefinedPlaceholder(text(transformer, "InputTemplate") ?? "", isObject(paths) ? paths : {})
  if (unknown !== undefined) throw validation(`InputTemplate for target ${id} contains invalid placeholder ${unknown}.`)
}

/** What the client sent, checked above, is kept as it is: a target has many parts that only come back in ListTargetsByRule. */
const isTarget = (value: unknown): value is Target =>
  isObject(value) && typeof value["Id"] === "string" && typeof value["Arn"] === "string"

const requestedTargets = (input: Json): ReadonlyArray<Target> => {
  const targets = Array.isArray(input["Targets"]) ? input["Targets"] : []
  return targets.map((target: unknown) => {
    if (!isTarget(target)) throw validation("Parameter Targets is not valid. Reason: Id and Arn are required.")
    checkId(target.Id)
    checkInput({ ...target }, target.Id)
    return target
  })
}

export const targetOperations = (state: EventState): Readonly<Record<string, (input: Json) => unknown>> => ({
  PutTargets: (input) => {
    const rule = findRule(state, input, text(input, "Rule") ?? "")
    const requested = requestedTargets(input)
    const byId = new Map([...rule.targets, ...requested].map((target) => [target.Id, target]))
    if (byId.size > 5) throw limitExceeded()
    state.rules.put(ruleKey(rule.EventBusName, rule.Name), { ...rule, targets: [...byId.values()] })
    return { FailedEntryCount: 0, FailedEntries: [] }
  },
  RemoveTargets: (input) => {
    const rule = findRule(state, input, text(input, "Rule") ?? "")
    const ids = new Set(Array.isArray(input["Ids"]) ? input["Ids"] : [])
    state.rules.put(ruleKey(rule.EventBusName, rule.Name), {
      ...rule,
      targets: rule.targets.filter(({ Id }) => !ids.has(Id)),
    })
    return { FailedEntryCount: 0, FailedEntries: [] }
  },
})
