import type { ScimObject } from "../ScimRecords.ts"
import { invalidFilter } from "./ScimFailure.ts"
import type { Filter, Operator, Steps, Value } from "./ScimFilter.ts"
import { isObject, valueAt } from "./ScimValues.ts"

/** All values at a path: lists are opened. */
export const valuesAt = (object: ScimObject, path: Steps): ReadonlyArray<unknown> => {
  let found: ReadonlyArray<unknown> = [object]
  for (const name of path) found = found.flatMap((each) => (isObject(each) ? [valueAt(each, name)] : [])).flat()
  return found.filter((each) => each !== undefined && each !== null)
}

const exact = ["id", "externalid", "$ref"]

/** Of something with sub-attributes, its `value` is what is compared. */
const comparable = (value: unknown): unknown => (isObject(value) ? valueAt(value, "value") : value)

const byText: Record<Operator, (left: string, right: string) => boolean> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  co: (left, right) => left.includes(right),
  sw: (left, right) => left.startsWith(right),
  ew: (left, right) => left.endsWith(right),
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
}

const ordering: ReadonlyArray<Operator> = ["gt", "ge", "lt", "le"]

const isDate = (text: string) => /^\d{4}-\d\d-\d\dT/.test(text)

const compare = (operator: Operator, actual: unknown, wanted: Value, caseExact: boolean): boolean => {
  if (typeof actual === "boolean" || typeof wanted === "boolean") {
    if (operator !== "eq" && operator !== "ne") throw invalidFilter(`Booleans cannot be compared by ${operator}.`)
    return (String(actual).toLowerCase() === String(wanted).toLowerCase()) === (operator === "eq")
  }
  const texts = [String(actual), String(wanted)].map((text) => (caseExact ? text : text.toLowerCase()))
  const [left = "", right = ""] = texts
  if (ordering.includes(operator) && isDate(left) && isDate(right))
    return byText[operator](new Date(left).toISOString(), new Date(right).toISOString())
  return byText[operator](left, right)
}

const comparisonHolds = (object: ScimObject, filter: Filter & { type: "compare" }): boolean => {
  const { path, operator, value } = filter
  const actual = valuesAt(object, path)
    .map(comparable)
    .filter((each) => each !== undefined)
  if (value === null) return (actual.length === 0) === (operator === "eq")
  if (actual.length === 0) return operator === "ne"
  return actual.some((each) => compare(operator, each, value, exact.includes(path.at(-1)?.toLowerCase() ?? "")))
}

/** Whether a resource, or a value of an attribute, is what a filter asks for. */
export const matches = (object: ScimObject, filter: Filter): boolean => {
  switch (filter.type) {
    case "and":
      return matches(object, filter.left) && matches(object, filter.right)
    case "or":
      return matches(object, filter.left) || matches(object, filter.right)
    case "not":
      return !matches(object, filter.of)
    case "present":
      return valuesAt(object, filter.path).some((value) => value !== "")
    case "element":
      return valuesAt(object, filter.path).some((value) => matches(isObject(value) ? value : { value }, filter.of))
    case "compare":
      return comparisonHolds(object, filter)
  }
}
