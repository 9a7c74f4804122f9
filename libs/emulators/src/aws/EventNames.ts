import { text, validation, type Json } from "./AwsError.ts"

const nameShape = /^[.\-_A-Za-z0-9]+$/
const shape = "[\\.\\-_A-Za-z0-9]+"

const member = (key: string) => key.charAt(0).toLowerCase() + key.slice(1)

/** AWS's wording of what is wrong with one or more values. */
export const refuseValues = (
  problems: ReadonlyArray<readonly [value: string | number | undefined, member: string, constraint: string]>,
) => {
  const details = problems.map(
    ([value, at, constraint]) =>
      `Value ${value === undefined ? "null" : `'${value}'`} at '${at}' failed to satisfy constraint: ${constraint}`,
  )
  return validation(
    `${problems.length} validation error${problems.length === 1 ? "" : "s"} detected: ${details.join("; ")}`,
  )
}

/** A name of at most `longest` letters, digits, dots, hyphens and underscores. */
export const checkedName = (input: Json, key: string, longest: number): string => {
  const name = text(input, key)
  if (name === undefined) throw refuseValues([[undefined, member(key), "Member must not be null"]])
  const problems: Array<string> = []
  if (!nameShape.test(name)) problems.push(`Member must satisfy regular expression pattern: ${shape}`)
  if (name.length > longest) problems.push(`Member must have length less than or equal to ${longest}`)
  if (name.length < 1) problems.push("Member must have length greater than or equal to 1")
  if (problems.length > 0) throw refuseValues(problems.map((constraint) => [name, member(key), constraint]))
  return name
}

/** One of a set of values, or undefined when it is left out. */
export const oneOf = <A extends string>(input: Json, key: string, values: ReadonlyArray<A>): A | undefined => {
  const value = text(input, key)
  if (value === undefined) return undefined
  const found = values.find((one) => one === value)
  if (found !== undefined) return found
  throw refuseValues([[value, member(key), `Member must satisfy enum value set: [${values.join(", ")}]`]])
}

/** A whole number within bounds, or undefined when it is left out; `at` is AWS's path of it. */
export const within = (input: Json, key: string, low: number, high: number, at = member(key)): number | undefined => {
  const value = input[key]
  if (typeof value !== "number") return undefined
  if (value < low) throw refuseValues([[value, at, `Member must have value greater than or equal to ${low}`]])
  if (value > high) throw refuseValues([[value, at, `Member must have value less than or equal to ${high}`]])
  return value
}
