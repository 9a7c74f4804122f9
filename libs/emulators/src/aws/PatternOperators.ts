import { AwsError, isObject } from "./AwsError.ts"
import { inBlock } from "./Cidr.ts"

export type Scalar = string | number | boolean | null
/** One condition on a field; `absent` holds when the field is not there at all. */
export interface Condition {
  readonly accepts: (value: Scalar) => boolean
  readonly absent: boolean
}

export const refuse = (reason: string) =>
  new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`)

const present = (accepts: Condition["accepts"]): Condition => ({ accepts, absent: false })
const onText = (test: (value: string) => boolean): Condition =>
  present((value) => typeof value === "string" && test(value))

/** A string or `{"equals-ignore-case": string}`, as prefix and suffix take it. */
const affix = (name: "prefix" | "suffix", operand: unknown): Condition => {
  const starts = (value: string, part: string) => (name === "prefix" ? value.startsWith(part) : value.endsWith(part))
  if (typeof operand === "string") return onText((value) => starts(value, operand))
  const ignoring = isObject(operand) ? operand["equals-ignore-case"] : undefined
  if (typeof ignoring !== "string") throw refuse(`${name} match pattern must be a string`)
  return onText((value) => starts(value.toLowerCase(), ignoring.toLowerCase()))
}

const wildcardPart = (pattern: string, index: number): string => {
  const character = pattern[index] ?? ""
  const next = pattern[index + 1]
  if (character === "*") {
    if (next === "*") throw refuse(`Consecutive wildcard characters at pos ${index + 1}`)
    return ".*"
  }
  if (character !== "\\") return character.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
  if (next !== "*" && next !== "\\") throw refuse(`Invalid escape character at pos ${index + 1}`)
  return `\\${next}`
}

const wildcard = (pattern: unknown): Condition => {
  if (typeof pattern !== "string") throw refuse("wildcard match pattern must be a string")
  let source = ""
  for (let index = 0; index < pattern.length; index += pattern[index] === "\\" ? 2 : 1)
    source += wildcardPart(pattern, index)
  // AWS counts the states its automaton may be in at once; many wildcards before one and the same character are what exceeds it.
  const followers = [...pattern.matchAll(/\*(.)/g)].map((match) => match[1])
  if (followers.some((one) => followers.filter((other) => other === one).length >= 5)) {
    throw refuse(
      "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character",
    )
  }
  const expression = new RegExp(`^${source}$`, "s")
  return onText((value) => expression.test(value))
}

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
}

/** `["=", n]`, one bound, or a range with the lower bound first. */
const numeric = (operand: unknown): Condition => {
  if (!Array.isArray(operand)) throw refuse("Value of numeric must be an array.")
  if (operand.length === 0) throw refuse("Invalid member in numeric match: ]")
  const bounds: Array<(value: number) => boolean> = []
  for (let index = 0; index < operand.length; index += 2) {
    const [operator, bound]: ReadonlyArray<unknown> = operand.slice(index, index + 2)
    if (typeof operator !== "string") throw refuse(`Invalid member in numeric match: ${String(operator)}`)
    const compare = comparisons[operator]
    if (compare === undefined) throw refuse(`Unrecognized numeric range operator: ${operator}`)
    if (index === 2 && (!String(operand[0]).startsWith(">") || !operator.startsWith("<")))
      throw refuse(`Bad numeric range operator: ${operator}`)
    if (index > 2) throw refuse("Too many terms in numeric range expression")
    if (typeof bound !== "number") throw refuse(`Value of ${operator === "=" ? "equals" : operator} must be numeric`)
    bounds.push((value) => compare(value, bound))
  }
  const [lower, upper]: ReadonlyArray<unknown> = [operand[1], operand[3]]
  if (typeof lower === "number" && typeof upper === "number" && lower >= upper)
    throw refuse("Bottom must be less than top")
  return present((value) => typeof value === "number" && bounds.every((bound) => bound(value)))
}

const equalsIgnoreCase = (operand: unknown): Condition => {
  if (typeof operand !== "string") throw refuse("equals-ignore-case match pattern must be a string")
  return onText((value) => value.toLowerCase() === operand.toLowerCase())
}

/** Accepts what none of the conditions accepts; the field must be there. */
const noneOf = (conditions: ReadonlyArray<Condition>): Condition =>
  present((value) => !conditions.some((one) => one.accepts(value)))

const listOf = (operand: unknown): ReadonlyArray<unknown> => (Array.isArray(operand) ? operand : [operand])

const anythingButValue = "Value of anything-but must be an array or single string/number value."

const anythingBut = (operand: unknown): Condition => {
  if (typeof operand === "string" || typeof operand === "number") return present((value) => value !== operand)
  if (Array.isArray(operand)) {
    if (operand.length === 0) throw refuse("Empty arrays are not allowed")
    if (!operand.every((one) => typeof one === "string" || typeof one === "number")) {
      throw refuse("Inside anything but list, start|null|boolean is not supported.")
    }
    return present((value) => !operand.some((one) => one === value))
  }
  if (!isObject(operand)) throw refuse(anythingButValue)
  const [[name, inner] = ["", undefined], ...more] = Object.entries(operand)
  if (more.length > 0) throw refuse("Only one key allowed in match expression")
  return noneOf(listOf(inner).map((one) => anythingButInner(name, one)))
}

const anythingButInner = (name: string, operand: unknown): Condition => {
  if (name === "prefix" || name === "suffix") {
    if (isObject(operand)) throw refuse(anythingButValue)
    if (typeof operand !== "string") throw refuse("prefix/suffix match pattern must be a string")
    if (operand === "") throw refuse("Null prefix/suffix not allowed")
    return affix(name, operand)
  }
  if (name === "wildcard") return wildcard(operand)
  if (name !== "equals-ignore-case") throw refuse(`Unsupported anything-but pattern: ${name}`)
  if (typeof operand === "string") return equalsIgnoreCase(operand)
  throw refuse("Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.")
}

const exists = (operand: unknown): Condition => {
  if (typeof operand !== "boolean") throw refuse("exists match pattern must be either true or false.")
  return { accepts: () => operand, absent: !operand }
}

const cidr = (operand: unknown): Condition => {
  if (typeof operand !== "string") throw refuse("prefix match pattern must be a string")
  return onText(inBlock(operand))
}

const operators: Readonly<Record<string, (operand: unknown) => Condition>> = {
  prefix: (operand) => affix("prefix", operand),
  suffix: (operand) => affix("suffix", operand),
  "equals-ignore-case": equalsIgnoreCase,
  "anything-but": anythingBut,
  wildcard,
  numeric,
  exists,
  cidr,
}

export const isOperator = (name: string): boolean => name in operators

/** One element of a pattern's array: a value to equal, or one operator with its operand. */
export const condition = (element: unknown): Condition => {
  if (element === null || typeof element === "string" || typeof element === "number" || typeof element === "boolean") {
    return present((value) => value === element)
  }
  if (!isObject(element)) throw refuse("Match value must be String, number, true, false, or null")
  const [[name, operand] = ["", undefined], ...more] = Object.entries<unknown>(element)
  const operator = operators[name]
  if (operator === undefined || !Object.hasOwn(operators, name)) throw refuse(`Unrecognized match type ${name}`)
  if (more.length > 0) throw refuse("Only one key allowed in match expression")
  return operator(operand)
}
