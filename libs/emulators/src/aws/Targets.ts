import { AwsError, isObject, text, validation, type Json } from "./AwsError.ts"
import { findRule, limitExceeded, ruleKey, type EventState, type Target } from "./EventModel.ts"
import { refuseValues, within } from "./EventNames.ts"
import { undefinedPlaceholder } from "./TargetInput.ts"

const checkId = (id: string, at: string): void => {
  const problems: Array<string> = []
  if (!/^[.\-_A-Za-z0-9]+$/.test(id))
    problems.push("Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+")
  if (id.length > 64) problems.push("Member must have length less than or equal to 64")
  if (problems.length > 0) throw refuseValues(problems.map((constraint) => [id, `${at}.id`, constraint]))
}

/** An ARN, and what a FIFO queue needs to be a target. */
const checkArn = (target: Target): void => {
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(target.Arn))
    throw validation(`Parameter ${target.Arn} is not valid. Reason: Provided Arn is not in correct format.`)
  if (/:sqs:.*\.fifo$/.test(target.Arn) && target.SqsParameters?.MessageGroupId === undefined)
    throw validation(`Parameter(s) SqsParameters must be specified for target: ${target.Id}.`)
}

const checkRetries = (target: Json, at: string): void => {
  const policy = target["RetryPolicy"]
  if (!isObject(policy)) return
  within(policy, "MaximumEventAgeInSeconds", 60, 86_400, `${at}.retryPolicy.maximumEventAgeInSeconds`)
  within(policy, "MaximumRetryAttempts", 0, 185, `${at}.retryPolicy.maximumRetryAttempts`)
}

const checkInput = (target: Json, id: string, at: string): void => {
  const given = ["Input", "InputPath", "InputTransformer"].filter((name) => target[name] !== undefined)
  if (given.length > 1)
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`)
  const transformer = target["InputTransformer"]
  if (!isObject(transformer)) return
  const template = text(transformer, "InputTemplate")
  if (template === undefined)
    throw refuseValues([[undefined, `${at}.inputTransformer.inputTemplate`, "Member must not be null"]])
  const paths = transformer["InputPathsMap"]
  const unknown = undefinedPlaceholder(template, isObject(paths) ? paths : {})
  if (unknown !== undefined) throw validation(`InputTemplate for target ${id} contains invalid placeholder ${unknown}.`)
}

const isTextOrMissing = (value: unknown): boolean => value === undefined || typeof value === "string"

/** Whether the parts that the emulator reads have their types. */
const isReadable = (target: Json): boolean => {
  const { SqsParameters: sqs, DeadLetterConfig: dead, InputTransformer: transformer } = target
  const paths = isObject(transformer) ? (transformer["InputPathsMap"] ?? {}) : {}
  return (
    isTextOrMissing(target["Input"]) &&
    isTextOrMissing(target["InputPath"]) &&
    (sqs === undefined || (isObject(sqs) && isTextOrMissing(sqs["MessageGroupId"]))) &&
    (dead === undefined || (isObject(dead) && isTextOrMissing(dead["Arn"]))) &&
    (transformer === undefined || isObject(transformer)) &&
    isObject(paths) &&
    Object.values(paths).every(isTextOrMissing)
  )
}

/** What the client sent, checked above, is kept as it is: a target has many parts that only come back in ListTargetsByRule. */
const isTarget = (value: unknown): value is Target =>
  isObject(value) && typeof value["Id"] === "string" && typeof value["Arn"] === "string"

const requestedTargets = (input: Json): ReadonlyArray<Target> => {
  const targets = Array.isArray(input["Targets"]) ? input["Targets"] : []
  if (targets.length === 0)
    throw refuseValues([["[]", "targets", "Member must have length greater than or equal to 1"]])
  return targets.map((target: unknown, index) => {
    const at = `targets.${index + 1}.member`
    const given = isObject(target) ? target : {}
    for (const name of ["Id", "Arn"]) {
      if (typeof given[name] !== "string")
        throw refuseValues([[undefined, `${at}.${name.toLowerCase()}`, "Member must not be null"]])
    }
    if (!isTarget(target)) throw validation("Parameter Targets is not valid.")
    if (!isReadable(given)) throw new AwsError("SerializationException", "A part of a target has another type.")
    checkId(target.Id, at)
    checkRetries(given, at)
    checkArn(target)
    checkInput(given, target.Id, at)
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
