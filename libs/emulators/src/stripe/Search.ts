import { invalid } from "./Errors.ts"
import type { Params } from "./Params.ts"

interface SearchResult<A> {
  object: "search_result"
  url: string
  has_more: boolean
  next_page: string | null
  data: Array<A>
}

interface Clause {
  readonly field: string
  readonly key: string | undefined
  readonly operator: string
  readonly value: string
}

/** Answers Stripe's search language as far as `field:"x"`, `field~"part"`, `metadata["key"]:"x"`, joined by AND. At once, not after a minute. */
export const search = <A extends { id: string }>(
  url: string,
  all: ReadonlyArray<A>,
  params: Params,
  _fields?: ReadonlyArray<string>,
): SearchResult<A> => {
  const clauses = parse(params.required("query"))
  const limit = params.integer("limit") ?? 10
  const from = Number(params.string("page") ?? "0")
  const found = all.toReversed().filter((one) => clauses.every((clause) => matches(one, clause)))
  const hasMore = found.length > from + limit
  return {
    object: "search_result",
    url,
    has_more: hasMore,
    next_page: hasMore ? String(from + limit) : null,
    data: found.slice(from, from + limit),
  }
}

const clausePattern = /^(\w+)(?:\[["']([^"']+)["']\])?\s*([:~])\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+))$/

const parse = (query: string): ReadonlyArray<Clause> =>
  query.split(/\s+AND\s+/i).map((text) => {
    const [, field, key, operator, double, single, bare] = clausePattern.exec(text.trim()) ?? []
    if (field === undefined || operator === undefined)
      throw invalid("We were unable to parse your search query.", { param: "query" })
    return { field, key, operator, value: (double ?? single ?? bare ?? "").replaceAll(/\\(.)/g, "$1") }
  })

const matches = (one: object, clause: Clause): boolean => {
  const value = member(one, clause.field)
  const actual = clause.key === undefined ? value : member(value, clause.key)
  if (typeof actual !== "string" && typeof actual !== "number" && typeof actual !== "boolean") return false
  const text = String(actual)
  return clause.operator === ":" ? text === clause.value : text.toLowerCase().includes(clause.value.toLowerCase())
}

const member = (owner: unknown, name: string): unknown =>
  typeof owner === "object" && owner !== null ? new Map<string, unknown>(Object.entries(owner)).get(name) : undefined
