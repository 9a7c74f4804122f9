import { invalid, missingParameter, unknownParameter } from "./Errors.ts"
import { leaves, type FormFields, type FormValue } from "./Form.ts"
import type { Metadata } from "./Wire.ts"

/** Typed reading of a decoded form; errors name the parameter as it was sent. */
export class Params {
  readonly #fields: FormFields
  readonly #prefix: string

  constructor(fields: FormFields, prefix = "") {
    this.#fields = fields
    this.#prefix = prefix
  }

  /** The parameter's full name, such as `items[0][price]`. */
  nameOf(name: string): string {
    return this.#prefix === "" ? name : `${this.#prefix}[${name}]`
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined
  }

  /** The names that were sent. */
  names(): ReadonlyArray<string> {
    return Object.keys(this.#fields)
  }

  isObject(name: string): boolean {
    return typeof this.#fields[name] === "object"
  }

  /** Text; absent is undefined, sent empty (which unsets) is null. */
  nullable(name: string): string | null | undefined {
    const value: FormValue | undefined = this.#fields[name]
    if (value === undefined) return undefined
    if (typeof value !== "string") throw invalid(`Invalid string: ${this.nameOf(name)}`, { param: this.nameOf(name) })
    return value === "" ? null : value
  }

  string(name: string): string | undefined {
    const value = this.nullable(name)
    if (value !== null) return value
    const param = this.nameOf(name)
    throw invalid(`You passed an empty string for '${param}'. It cannot be unset.`, {
      code: "parameter_invalid_empty",
      param,
    })
  }

  required(name: string): string {
    const value = this.string(name)
    if (value === undefined) throw missingParameter(this.nameOf(name))
    return value
  }

  integer(name: string): number | undefined {
    const value = this.string(name)
    if (value === undefined) return undefined
    const number = Number(value)
    if (/^-?\d+$/.test(value) && Number.isSafeInteger(number)) return number
    throw invalid(`Invalid integer: ${value}`, { code: "parameter_invalid_integer", param: this.nameOf(name) })
  }

  boolean(name: string): boolean | undefined {
    const value = this.string(name)
    if (value === undefined || value === "true" || value === "false")
      return value === undefined ? undefined : value === "true"
    throw invalid(`Invalid boolean: ${value}`, { param: this.nameOf(name) })
  }

  oneOf<A extends string>(name: string, allowed: ReadonlyArray<A>): A | undefined {
    const value = this.string(name)
    if (value === undefined) return undefined
    const known = allowed.find((one) => one === value)
    if (known !== undefined) return known
    throw invalid(`Invalid ${name}: must be one of ${allowed.join(", ")}`, { param: this.nameOf(name) })
  }

  object(name: string): Params | undefined {
    const value: FormValue | undefined = this.#fields[name]
    if (value === undefined || value === "") return undefined
    if (typeof value === "string") throw invalid("Invalid object", { param: this.nameOf(name) })
    return new Params(value, this.nameOf(name))
  }

  /** The members of an array of objects, in index order. */
  objects(name: string): ReadonlyArray<Params> {
    const list = this.object(name)
    if (!list) return []
    return list.#indexes().flatMap((index) => list.object(index) ?? [])
  }

  strings(name: string): ReadonlyArray<string> {
    const list = this.object(name)
    if (!list) return []
    return list.#indexes().map((index) => list.required(index))
  }

  #indexes(): ReadonlyArray<string> {
    return Object.keys(this.#fields).toSorted((a, b) => Number(a) - Number(b))
  }

  /** The metadata after this request: given keys are set, empty ones removed, and an empty `metadata` clears all. */
  metadata(before: Metadata | null = {}, name = "metadata"): Metadata {
    const value: FormValue | undefined = this.#fields[name]
    if (value === undefined) return { ...before }
    if (value === "") return {}
    if (typeof value === "string") throw invalid("Invalid hash", { param: this.nameOf(name) })
    const changes = Object.entries(value).map(([key, text]) => [key, this.#metadataValue(name, key, text)] as const)
    const all = { ...before, ...Object.fromEntries(changes) }
    const merged = Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ""))
    if (Object.keys(merged).length > 50) throw invalid("Metadata can have up to 50 keys", { param: this.nameOf(name) })
    return merged
  }

  #metadataValue(name: string, key: string, text: FormValue): string {
    const param = `${this.nameOf(name)}[${key}]`
    if (typeof text !== "string") throw invalid("Metadata values must be strings", { param })
    if (key.length > 40) throw invalid("Metadata keys can have up to 40 characters", { param })
    if (text.length > 500) throw invalid("Metadata values can have up to 500 characters", { param })
    return text
  }
}

/**
 * Rejects what an endpoint does not take. `allowed` names leaves: `name`, `recurring[interval]`, `items[][price]`, and
 * `metadata[*]` for any key. An empty value may stand for a whole object or array, which it unsets.
 */
export const rejectUnknown = (fields: FormFields, allowed: ReadonlyArray<string>): void => {
  for (const [name, value] of leaves(fields)) {
    const shape = name.replaceAll(/\[\d*\]/g, "[]")
    const known = allowed.some(
      (one) =>
        one === shape ||
        (one.endsWith("[*]") && shape.startsWith(one.slice(0, -2)) && shape.length > one.length - 2) ||
        (value === "" && one.startsWith(`${shape}[`)),
    )
    if (!known) throw unknownParameter(name)
  }
}
