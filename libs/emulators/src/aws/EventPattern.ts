import { isObject, type Json } from "./AwsError.ts"
import { condition, isOperator, refuse, type Condition, type Scalar } from "./PatternOperators.ts"

/** Conditions by the path of their field, its names joined with dots; all paths must hold, each by any one of its conditions. */
type Alternative = ReadonlyMap<string, ReadonlyArray<Condition>>

/** A value in an event with the elements of arrays it was found in, so that two conditions can ask for the same element. */
interface Field {
  readonly value: Scalar
  readonly elements: ReadonlyMap<object, number>
}
type Fields = Map<string, Array<Field>>

const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`)

/** The same key above and inside `$or` is a union of its conditions. */
const merge = (one: Alternative, other: Alternative): Alternative => {
  const merged = new Map(one)
  for (const [path, conditions] of other) merged.set(path, [...(merged.get(path) ?? []), ...conditions])
  return merged
}

const combine = (left: ReadonlyArray<Alternative>, right: ReadonlyArray<Alternative>): ReadonlyArray<Alternative> =>
  left.flatMap((one) => right.map((other) => merge(one, other)))

/** `$or` is a field's name like any other unless it holds two or more objects that could be patterns. */
const isOr = (name: string, value: unknown): value is ReadonlyArray<Json> =>
  name === "$or" &&
  Array.isArray(value) &&
  value.length > 1 &&
  value.every((one) => isObject(one) && Object.keys(one).length > 0 && !Object.keys(one).some(isOperator))

const expand = (pattern: Json, path: string): ReadonlyArray<Alternative> => {
  const entries = Object.entries(pattern)
  if (entries.length === 0) throw refuse("Empty objects are not allowed")
  return entries.reduce<ReadonlyArray<Alternative>>(
    (alternatives, [name, value]) => combine(alternatives, expandEntry(name, value, path)),
    [new Map()],
  )
}

const expandEntry = (name: string, value: unknown, path: string): ReadonlyArray<Alternative> => {
  if (isOr(name, value)) return value.flatMap((one) => expand(one, path))
  const inner = join(path, name)
  if (isObject(value)) return expand(value, inner)
  if (!Array.isArray(value)) throw refuse(`"${name}" must be an object or an array`)
  if (value.length === 0) throw refuse("Empty arrays are not allowed")
  return [new Map([[inner, value.map(condition)]])]
}

const collect = (value: unknown, path: string, elements: ReadonlyMap<object, number>, fields: Fields): void => {
  if (Array.isArray(value)) {
    value.forEach((one, index) => collect(one, path, new Map([...elements, [value, index]]), fields))
  } else if (isObject(value)) {
    for (const [name, one] of Object.entries(value)) collect(one, join(path, name), elements, fields)
  } else if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    fields.set(path, [...(fields.get(path) ?? []), { value, elements }])
  }
}

const compatible = (one: ReadonlyMap<object, number>, other: ReadonlyMap<object, number>): boolean =>
  [...one].every(([array, index]) => (other.get(array) ?? index) === index)

/** Finds one value per path such that no two of them come from different elements of the same array. */
const holds = (
  paths: ReadonlyArray<readonly [string, ReadonlyArray<Condition>]>,
  fields: Fields,
  elements: ReadonlyMap<object, number>,
): boolean => {
  const [first, ...rest] = paths
  if (first === undefined) return true
  const [path, conditions] = first
  const values = fields.get(path)
  if (values === undefined) return conditions.some((one) => one.absent) && holds(rest, fields, elements)
  return values.some(
    (field) =>
      conditions.some((one) => one.accepts(field.value)) &&
      compatible(elements, field.elements) &&
      holds(rest, fields, new Map([...elements, ...field.elements])),
  )
}

/** Compiles an EventBridge event pattern; throws InvalidEventPatternException in AWS's words. */
export const eventPattern = (pattern: unknown): ((event: unknown) => boolean) => {
  if (!isObject(pattern)) throw refuse("Filter is not an object")
  const alternatives = expand(pattern, "")
  return (event) => {
    const fields: Fields = new Map()
    collect(event, "", new Map(), fields)
    return alternatives.some((one) => holds([...one], fields, new Map()))
  }
}

/** The same for a pattern's JSON text. */
export const parsePattern = (source: string): ((event: unknown) => boolean) => {
  const parsed = ((): unknown => {
    try {
      return JSON.parse(source)
    } catch (error) {
      throw refuse(error instanceof Error ? error.message : "not JSON")
    }
  })()
  return eventPattern(parsed)
}
