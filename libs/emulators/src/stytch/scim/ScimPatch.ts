import type { ScimObject } from "../ScimRecords.ts"
import { invalidPath, invalidValue, ScimFailure } from "./ScimFailure.ts"
import { parseFilter, steps } from "./ScimFilter.ts"
import type { Filter } from "./ScimFilter.ts"
import { matches } from "./ScimMatching.ts"
import { findAttribute } from "./ScimSchemas.ts"
import type { Attribute } from "./ScimSchemas.ts"
import { isObject, normalizedValue, objectsAt, textAt, valueAt } from "./ScimValues.ts"

type Op = "add" | "replace" | "remove"

interface Target {
  readonly names: ReadonlyArray<string>
  readonly filter?: Filter | undefined
}

const noTarget = (path: string) => new ScimFailure(400, `Nothing is at ${path}.`, "noTarget")

/** `emails[type eq "work"].value`: the names on the way, and the filter on the values of the last but the sub-attribute. */
const parsePath = (path: string): Target => {
  const [, before = path, inner, sub] = /^([^[]+)(?:\[(.*)\](?:\.([\w$]+))?)?$/s.exec(path.trim()) ?? []
  if (before.includes("[") || before.includes("]")) throw invalidPath(`${path} is no path.`)
  try {
    return {
      names: [...steps(before), ...(sub ? [sub] : [])],
      filter: inner === undefined ? undefined : parseFilter(inner),
    }
  } catch (error) {
    throw invalidPath(error instanceof Error ? error.message : path)
  }
}

const isSame = (one: unknown, other: unknown): boolean =>
  isObject(one) && isObject(other) && one["value"] !== undefined
    ? one["value"] === other["value"] && one["type"] === other["type"]
    : JSON.stringify(one) === JSON.stringify(other)

const list = (value: unknown): ReadonlyArray<unknown> => (value === undefined ? [] : [value].flat())

const added = (attribute: Attribute, before: unknown, value: unknown): unknown => {
  if (attribute.multiValued) {
    const more = list(value)
    return [...list(before).filter((each) => !more.some((other) => isSame(each, other))), ...more]
  }
  return isObject(before) && isObject(value) ? { ...before, ...value } : value
}

/** Entra ID names the values to be removed in `value` instead of in a filter. */
const removed = (before: unknown, value: unknown): unknown => {
  const unwanted = list(value).map((each) => (isObject(each) ? valueAt(each, "value") : each))
  if (unwanted.length === 0) return undefined
  return list(before).filter((each) => !unwanted.includes(isObject(each) ? each["value"] : each))
}

const withValue = (object: ScimObject, name: string, value: unknown): ScimObject => {
  const { [name]: _, ...rest } = object
  return value === undefined || (Array.isArray(value) && value.length === 0) ? rest : { ...rest, [name]: value }
}

/** The values that a filter of equalities asks for, so that one that is not there yet can be made. */
const implied = (filter: Filter): ScimObject => {
  if (filter.type === "and") return { ...implied(filter.left), ...implied(filter.right) }
  const [name] = filter.type === "compare" && filter.operator === "eq" ? filter.path : []
  return name && filter.type === "compare" ? { [name]: filter.value } : {}
}

const inElements = (
  attribute: Attribute,
  before: unknown,
  op: Op,
  target: Target,
  sub: string | undefined,
  value: unknown,
) => {
  const { filter } = target
  const elements = list(before).filter(isObject)
  const isHit = (element: ScimObject) => filter === undefined || matches(element, filter)
  if (!elements.some(isHit)) {
    if (op !== "add" || filter === undefined) throw noTarget(target.names.join("."))
    const made = { ...implied(filter), ...(sub ? { [sub]: value } : Object(value)) }
    return normalizedValue(attribute, [...elements, made])
  }
  if (op === "remove" && !sub) return elements.filter((element) => !isHit(element))
  const change = (element: ScimObject) =>
    sub
      ? changed(attribute.subAttributes ?? [], element, op, { names: [sub] }, value)
      : { ...element, ...Object(value) }
  return normalizedValue(
    attribute,
    elements.map((element) => (isHit(element) ? change(element) : element)),
  )
}

const changed = (
  attributes: ReadonlyArray<Attribute>,
  object: ScimObject,
  op: Op,
  target: Target,
  value: unknown,
): ScimObject => {
  const [name = "", ...rest] = target.names
  const attribute = findAttribute(attributes, name)
  // What is not known is not kept, but it is no error either: identity providers send more than anybody reads.
  if (!attribute) return object
  if (attribute.mutability === "readOnly") throw new ScimFailure(400, `${attribute.name} is read-only.`, "mutability")
  const before = valueAt(object, attribute.name)
  const [sub] = rest
  if (attribute.multiValued && (target.filter || sub))
    return withValue(object, attribute.name, inElements(attribute, before, op, target, sub, value))
  if (sub) {
    const inner = isObject(before) ? before : {}
    const after = changed(attribute.subAttributes ?? [], inner, op, { ...target, names: rest }, value)
    return withValue(object, attribute.name, Object.keys(after).length > 0 ? after : undefined)
  }
  if (op === "remove") {
    if (attribute.required) throw new ScimFailure(400, `${attribute.name} is required.`, "mutability")
    return withValue(object, attribute.name, attribute.multiValued ? removed(before, value) : undefined)
  }
  const wanted = normalizedValue(attribute, value)
  if (attribute.required && (wanted === undefined || wanted === ""))
    throw invalidValue(`${attribute.name} is required.`)
  const merges = op === "add" || (isObject(wanted) && !attribute.multiValued)
  const after = merges && wanted !== undefined ? added(attribute, before, wanted) : wanted
  return withValue(object, attribute.name, normalizedValue(attribute, after))
}

const asOp = (word: string | undefined): Op => {
  const op = word?.toLowerCase()
  if (op === "add" || op === "replace" || op === "remove") return op
  throw new ScimFailure(400, "op must be add, replace or remove.", "invalidSyntax")
}

const applied = (attributes: ReadonlyArray<Attribute>, object: ScimObject, operation: ScimObject): ScimObject => {
  const op = asOp(textAt(operation, "op"))
  const path = textAt(operation, "path")
  const value = valueAt(operation, "value")
  if (path !== undefined) return changed(attributes, object, op, parsePath(path), value)
  if (op === "remove") throw new ScimFailure(400, "A removal needs a path.", "noTarget")
  if (!isObject(value)) throw invalidValue("An operation without a path needs an object as its value.")
  return Object.entries(value).reduce((before, [name, field]) => {
    const target = parsePath(name)
    const known = findAttribute(attributes, target.names[0] ?? "")
    // Clients send back what they have read, with its id and meta.
    return known?.mutability === "readOnly" ? before : changed(attributes, before, op, target, field)
  }, object)
}

/** A resource after the operations of a PATCH (RFC 7644, 3.5.2): all of them or, by a failure, none. */
export const patched = (attributes: ReadonlyArray<Attribute>, object: ScimObject, request: ScimObject): ScimObject => {
  const operations = objectsAt(request, "Operations")
  if (operations.length === 0) throw new ScimFailure(400, "Operations is required.", "invalidSyntax")
  return operations.reduce((before, operation) => applied(attributes, before, operation), object)
}
