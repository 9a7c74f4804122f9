import type { ScimObject } from "../ScimRecords.ts"
import { invalidValue } from "./ScimFailure.ts"
import { parseFilter, steps } from "./ScimFilter.ts"
import { matches, valuesAt } from "./ScimMatching.ts"
import { isObject } from "./ScimValues.ts"

/** What a client may ask of a list, or of how a resource is shown, by query or by the body of a search. */
export interface ListWishes {
  readonly filter?: string | undefined
  readonly sortBy?: string | undefined
  readonly sortOrder?: string | undefined
  readonly startIndex?: string | undefined
  readonly count?: string | undefined
  readonly attributes?: string | undefined
  readonly excludedAttributes?: string | undefined
}

export const maximumResults = 1000
const defaultResults = 100

const names = (list: string | undefined) =>
  (list ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean)

const always = ["schemas", "id"]

const lower = (path: ReadonlyArray<string>) => path.map((name) => name.toLowerCase())

const without = (object: ScimObject, [name, ...rest]: ReadonlyArray<string>): ScimObject =>
  Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => {
      if (key.toLowerCase() !== name) return [[key, value]]
      if (rest.length === 0) return []
      const inner = Array.isArray(value)
        ? value.map((each: unknown) => (isObject(each) ? without(each, rest) : each))
        : isObject(value)
          ? without(value, rest)
          : value
      return [[key, inner]]
    }),
  )

const only = (object: ScimObject, paths: ReadonlyArray<ReadonlyArray<string>>): ScimObject =>
  Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => {
      const mine = paths.filter(([name]) => name === key.toLowerCase()).map(([, ...rest]) => rest)
      if (mine.length === 0) return []
      if (mine.some((rest) => rest.length === 0)) return [[key, value]]
      const inner = Array.isArray(value)
        ? value.map((each: unknown) => (isObject(each) ? only(each, mine) : each))
        : isObject(value)
          ? only(value, mine)
          : value
      return [[key, inner]]
    }),
  )

/** A resource with the attributes that were asked for, or without those that were not wanted; `id` and `schemas` always. */
export const shown = (resource: ScimObject, { attributes, excludedAttributes }: ListWishes): ScimObject => {
  const wanted = names(attributes).map((name) => lower(steps(name)))
  if (wanted.length > 0) return only(resource, [...wanted, ...always.map((name) => [name])])
  const unwanted = names(excludedAttributes).map((name) => lower(steps(name)))
  return unwanted.filter(([name = ""]) => !always.includes(name)).reduce((rest, path) => without(rest, path), resource)
}

const integer = (text: string | undefined, otherwise: number): number => {
  if (text === undefined || text === "") return otherwise
  if (!/^-?\d{1,9}$/.test(text)) throw invalidValue("startIndex and count must be integers.")
  return Number(text)
}

const sorted = (resources: ReadonlyArray<ScimObject>, { sortBy, sortOrder }: ListWishes): ReadonlyArray<ScimObject> => {
  if (!sortBy) return resources
  const path = steps(sortBy)
  const keyOf = (resource: ScimObject): string => {
    const [value] = valuesAt(resource, path)
    return String(isObject(value) ? value["value"] : (value ?? "\uffff")).toLowerCase()
  }
  const direction = sortOrder?.toLowerCase() === "descending" ? -1 : 1
  return resources.toSorted(
    (one, other) => direction * (keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : 0),
  )
}

/** A page of the resources that a filter lets through (RFC 7644, 3.4.2). */
export const listed = (resources: ReadonlyArray<ScimObject>, wishes: ListWishes) => {
  const filter = wishes.filter ? parseFilter(wishes.filter) : undefined
  const found = sorted(filter ? resources.filter((resource) => matches(resource, filter)) : resources, wishes)
  const startIndex = Math.max(1, integer(wishes.startIndex, 1))
  const count = Math.min(maximumResults, Math.max(0, integer(wishes.count, defaultResults)))
  const Resources = found.slice(startIndex - 1, startIndex - 1 + count).map((resource) => shown(resource, wishes))
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: found.length,
    startIndex,
    itemsPerPage: Resources.length,
    Resources,
  }
}
