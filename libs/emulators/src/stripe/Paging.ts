import { invalid, noSuchReference } from "./Errors.ts"
import type { Params } from "./Params.ts"
import { listOf, type List } from "./Wire.ts"

/** The parameters that every list takes. */
export const pagingParams = ["limit", "starting_after", "ending_before"] as const

/** One page, newest first; `all` is in the order of creation, oldest first. */
export const page = <A extends { id: string; object: string }>(
  url: string,
  all: ReadonlyArray<A>,
  params: Params,
): List<A> => {
  const limit = params.integer("limit") ?? 10
  if (limit < 1 || limit > 100) {
    throw invalid("Invalid integer: limit must be between 1 and 100", {
      code: "parameter_invalid_integer",
      param: "limit",
    })
  }
  const after = params.string("starting_after")
  const before = params.string("ending_before")
  if (after !== undefined && before !== undefined) {
    throw invalid("You cannot parameterize both starting_after and ending_before.", { param: "starting_after" })
  }
  const newest = all.toReversed()
  if (before !== undefined) {
    const preceding = newest.slice(0, positionOf(newest, before, "ending_before"))
    return listOf(url, preceding.slice(-limit), preceding.length > limit)
  }
  const rest = after === undefined ? newest : newest.slice(positionOf(newest, after, "starting_after") + 1)
  return listOf(url, rest.slice(0, limit), rest.length > limit)
}

const positionOf = (all: ReadonlyArray<{ id: string; object: string }>, id: string, param: string): number => {
  const position = all.findIndex((one) => one.id === id)
  if (position < 0) throw noSuchReference(all[0]?.object.replaceAll("_", " ") ?? "object", id, param)
  return position
}

/** Keeps what fits a `created` filter, given as one time or as `gt`, `gte`, `lt`, `lte`, in seconds. */
export const createdWithin = (params: Params): ((one: { created: number }) => boolean) => {
  if (!params.has("created")) return () => true
  const range = readRange(params)
  return ({ created }) =>
    created > (range.gt ?? -Infinity) &&
    created >= (range.gte ?? -Infinity) &&
    created < (range.lt ?? Infinity) &&
    created <= (range.lte ?? Infinity)
}

const readRange = (params: Params) => {
  const exact = params.isObject("created") ? undefined : params.integer("created")
  const range = exact === undefined ? params.object("created") : undefined
  return {
    gt: range?.integer("gt"),
    gte: exact ?? range?.integer("gte"),
    lt: range?.integer("lt"),
    lte: exact ?? range?.integer("lte"),
  }
}

export const createdParams = ["created", "created[gt]", "created[gte]", "created[lt]", "created[lte]"] as const
