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
  readonly value: string | null
  readonly negated: boolean
}

interface Query {
  readonly clauses: ReadonlyArray<Clause>
  readonly any: boolean
}

/**
 * Answers Stripe's search language: `field:"x"`, `field~"part"`, `field>1`, `metadata["key"]:null`, each with a `-` before it for
 * its opposite, joined by AND or by OR but not by both. At once, not after a minute.
 */
export const search = <A extends { id: string }>(
  url: string,
  all: ReadonlyArray<A>,
  params: Params,
): SearchResult<A> => {
  const { clauses, any } = parse(params.required("query"))
  const limit = params.integer("limit") ?? 10
  const from = Number(params.string("page") ?? "0")
  if (!Number.isInteger(from) || from < 0) throw invalid("Invalid page.", { param: "page" })
  const fits = (one: A) =>
    any ? clauses.some((clause) => matches(one, clause)) : clauses.every((clause) => matches(one, clause))
  const found = all.toReversed().filter(fits)
  const hasMore = found.length > from + limit
  return {
    object: "search_result",
    url,
    has_more: hasMore,
    next_page: hasMore ? String(from + limit) : null,
    data: found.slice(from, from + limit),
  }
}

const clausePattern =
  /^(-?)(\w+)(?:\[["']([^"']+)["']\])?\s*(:|~|>=|<=|>|<)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+))$/

const parse = (query: string): Query => {
  // Words inside quotes are not joints.
  const parts = query.match(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\S)+/g) ?? []
  const joints = new Set(parts.filter((part) => /^(AND|OR)$/i.test(part)).map((part) => part.toUpperCase()))
  if (joints.size > 1) throw invalid("You can't combine AND and OR in one query.", { param: "query" })
  const texts = parts.filter((part) => !/^(AND|OR)$/i.test(part))
  return { clauses: texts.map(parseClause), any: joints.has("OR") }
}

const parseClause = (text: string): Clause => {
  const [, minus, field, key, operator, double, single, bare] = clausePattern.exec(text) ?? []
  if (field === undefined || operator === undefined)
    throw invalid("We were unable to parse your search query.", { param: "query" })
  const quoted = double ?? single
  const value = quoted === undefined && bare === "null" ? null : (quoted ?? bare ?? "").replaceAll(/\\(.)/g, "$1")
  return { field, key, operator, value, negated: minus === "-" }
}

const matches = (one: object, clause: Clause): boolean => holds(one, clause) !== clause.negated

const holds = (one: object, { field, key, operator, value }: Clause): boolean => {
  const whole = member(one, field)
  const actual = key === undefined ? whole : member(whole, key)
  if (value === null) return actual === undefined || actual === null
  if (typeof actual !== "string" && typeof actual !== "number" && typeof actual !== "boolean") return false
  const text = String(actual)
  switch (operator) {
    case ":":
      return text.toLowerCase() === value.toLowerCase()
    case "~":
      return text.toLowerCase().includes(value.toLowerCase())
    case ">":
      return Number(text) > Number(value)
    case ">=":
      return Number(text) >= Number(value)
    case "<":
      return Number(text) < Number(value)
    default:
      return Number(text) <= Number(value)
  }
}

const member = (owner: unknown, name: string): unknown =>
  typeof owner === "object" && owner !== null ? new Map<string, unknown>(Object.entries(owner)).get(name) : undefined
