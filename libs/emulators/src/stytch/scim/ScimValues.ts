import type { ScimObject } from "../ScimRecords.ts"
import { invalidValue } from "./ScimFailure.ts"
import { findAttribute } from "./ScimSchemas.ts"
import type { Attribute } from "./ScimSchemas.ts"

export const isObject = (value: unknown): value is ScimObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const booleans: Record<string, boolean> = { true: true, false: false }

/** One value of an attribute. Entra ID writes booleans as texts and a manager as the id alone. */
const single = (attribute: Attribute, value: unknown): unknown => {
  const { name, type, subAttributes = [] } = attribute
  if (type === "complex") {
    if (isObject(value)) return normalized(subAttributes, value)
    if (typeof value === "string" && findAttribute(subAttributes, "value")) return { value }
    throw invalidValue(`${name} must be an object.`)
  }
  if (type === "boolean") {
    const boolean = booleans[String(value).toLowerCase()]
    if (boolean === undefined) throw invalidValue(`${name} must be true or false.`)
    return boolean
  }
  if (typeof value === "number") return String(value)
  if (typeof value !== "string") throw invalidValue(`${name} must be a text.`)
  return value
}

/** At most one value is the primary one: the last that says so. */
const onePrimary = (values: ReadonlyArray<unknown>): ReadonlyArray<unknown> => {
  const chosen = values.findLastIndex((value) => isObject(value) && value["primary"] === true)
  return values.map((value, index) =>
    isObject(value) && value["primary"] === true && index !== chosen ? { ...value, primary: false } : value,
  )
}

/** A value in the form in which it is kept; undefined for what takes the attribute away (null, an empty list). */
export const normalizedValue = (attribute: Attribute, value: unknown): unknown => {
  if (value === undefined || value === null) return undefined
  if (!attribute.multiValued) return single(attribute, value)
  const values = [value].flat().map((each) => single(attribute, each))
  return values.length > 0 ? onePrimary(values) : undefined
}

/** An object with its attributes' proper names; those unknown, read-only or write-only are left out, as RFC 7644 (3.3) allows. */
export const normalized = (attributes: ReadonlyArray<Attribute>, value: ScimObject): ScimObject =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      const attribute = findAttribute(attributes, name)
      if (!attribute || attribute.mutability === "readOnly" || attribute.mutability === "writeOnly") return []
      const kept = normalizedValue(attribute, field)
      return kept === undefined ? [] : [[attribute.name, kept]]
    }),
  )

/** The value under a name in any case. */
export const valueAt = (object: ScimObject, name: string): unknown =>
  Object.entries(object).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1]

export const textAt = (object: ScimObject, name: string): string | undefined => {
  const value = valueAt(object, name)
  return typeof value === "string" && value !== "" ? value : undefined
}

export const objectsAt = (object: ScimObject, name: string): ReadonlyArray<ScimObject> =>
  [valueAt(object, name)].flat().filter(isObject)
