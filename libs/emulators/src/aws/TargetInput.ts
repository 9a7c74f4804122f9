import { isObject, type Json } from "./AwsError.ts"
import type { BusEvent, Rule, Target } from "./EventModel.ts"

/** The value at a JSON path such as `$.detail.items[0]`, or undefined. */
export const atPath = (root: unknown, path: string): unknown =>
  [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']+)'\]/g)].reduce<unknown>((value, [, name, index, quoted]) => {
    if (Array.isArray(value)) return index === undefined ? undefined : value[Number(index)]
    return isObject(value) ? value[name ?? quoted ?? ""] : undefined
  }, root)

const placeholder = /<([^<>\s"]+)>/g

const predefined = (rule: Rule, event: BusEvent, ingestionTime: string): Readonly<Record<string, unknown>> => {
  const { detail: _detail, "detail-type": detailType, ...rest } = event
  return {
    "aws.events.rule-arn": rule.Arn,
    "aws.events.rule-name": rule.Name,
    "aws.events.event.ingestion-time": ingestionTime,
    "aws.events.event": { ...rest, detailType, time: ingestionTime },
    "aws.events.event.json": event,
  }
}

const predefinedNames = new Set([
  "aws.events.rule-arn",
  "aws.events.rule-name",
  "aws.events.event.ingestion-time",
  "aws.events.event",
  "aws.events.event.json",
])

/** The first placeholder of a template that nothing defines, or undefined. */
export const undefinedPlaceholder = (template: string, paths: Json): string | undefined =>
  [...template.matchAll(placeholder)]
    .map((match) => match[1] ?? "")
    .find((name) => !(name in paths) && !predefinedNames.has(name))

/** `[A,B]` and `{a:1}`: how a value stands inside a template that is a string. */
const unquoted = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(unquoted).join(",")}]`
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([name, one]) => `${name}:${unquoted(one)}`)
      .join(",")}}`
  if (typeof value === "string") return JSON.stringify(value).slice(1, -1)
  return value === undefined ? "" : JSON.stringify(value)
}

const insideQuotes = (before: string): boolean => (before.replaceAll(/\\./g, "").match(/"/g)?.length ?? 0) % 2 === 1

const isJson = (source: string): boolean => {
  try {
    JSON.parse(source)
    return true
  } catch {
    return false
  }
}

const transform = (template: string, values: Readonly<Record<string, unknown>>): string | undefined => {
  const isText = template.trimStart().startsWith('"')
  const rendered = template.replaceAll(placeholder, (_all, name: string, offset: number) => {
    const value = values[name]
    if (!insideQuotes(template.slice(0, offset))) return JSON.stringify(value ?? "")
    return isText || !(Array.isArray(value) || isObject(value)) ? unquoted(value) : JSON.stringify(value)
  })
  const parts = isText ? rendered.split("\n") : [rendered]
  return parts.every(isJson) ? rendered : undefined
}

/** The body that a target receives; undefined when its transformer makes no valid JSON, which EventBridge does not deliver. */
export const targetInput = (target: Target, rule: Rule, event: BusEvent, ingestionTime: string): string | undefined => {
  if (target.Input !== undefined) return target.Input
  if (target.InputPath !== undefined) return JSON.stringify(atPath(event, target.InputPath) ?? null)
  if (target.InputTransformer === undefined) return JSON.stringify(event)
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer
  const own = Object.entries(InputPathsMap).map(([name, path]) => [name, atPath(event, path)])
  return transform(InputTemplate, { ...predefined(rule, event, ingestionTime), ...Object.fromEntries(own) })
}
