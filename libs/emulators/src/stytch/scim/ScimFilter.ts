import { invalidFilter } from "./ScimFailure.ts"

export type Operator = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le"

/** A path: an extension's URN as first step or none, an attribute, and perhaps a sub-attribute. */
export type Steps = ReadonlyArray<string>

export type Filter =
  | { readonly type: "and" | "or"; readonly left: Filter; readonly right: Filter }
  | { readonly type: "not"; readonly of: Filter }
  | { readonly type: "present"; readonly path: Steps }
  | { readonly type: "compare"; readonly path: Steps; readonly operator: Operator; readonly value: Value }
  | { readonly type: "element"; readonly path: Steps; readonly of: Filter }

export type Value = string | number | boolean | null

const operators: ReadonlyArray<Operator> = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]
const isOperator = (word: string): word is Operator => operators.some((each) => each === word)

const token = /\s*("(?:[^"\\]|\\.)*"|[()[\]]|[^\s()[\]"]+)/y

const tokens = (text: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  token.lastIndex = 0
  while (text.slice(token.lastIndex).trim() !== "") {
    const start = token.lastIndex
    const word = token.exec(text)?.[1]
    if (word === undefined) throw invalidFilter(`The filter cannot be read from position ${start} on.`)
    found.push(word)
  }
  return found
}

const urn = /^(urn:[^\s]*:(?:User|Group))(?::(.*))?$/i

/** `urn:…:User:manager.value` to its steps; the URN of a core schema says nothing and is left out. */
export const steps = (path: string): Steps => {
  const [, schema, rest = ""] = urn.exec(path) ?? []
  const names = (schema === undefined ? path : rest).split(".").filter(Boolean)
  const isExtension = schema !== undefined && /:extension:/i.test(schema)
  const all = isExtension ? [schema, ...names] : names
  if (all.length === 0 || !names.every((name) => /^[$A-Za-z][\w$-]*$/.test(name)))
    throw invalidFilter(`${path} is no path of an attribute.`)
  return all
}

const literal = (word: string | undefined): Value => {
  try {
    const value: unknown = JSON.parse(
      /^(true|false|null)$/i.test(word ?? "") ? String(word).toLowerCase() : String(word),
    )
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      return value
  } catch {
    // Said below.
  }
  throw invalidFilter(`${word ?? "The end of the filter"} stands where a value has to be.`)
}

class Parser {
  readonly #words: ReadonlyArray<string>
  #at = 0

  constructor(text: string) {
    this.#words = tokens(text)
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#words.length
  }

  #isNext(word: string): boolean {
    return this.#words[this.#at]?.toLowerCase() === word
  }

  #take(word: string): boolean {
    const found = this.#isNext(word)
    if (found) this.#at += 1
    return found
  }

  #expect(word: string): void {
    if (!this.#take(word)) throw invalidFilter(`The filter lacks ${word}.`)
  }

  or(): Filter {
    let left = this.#and()
    while (this.#take("or")) left = { type: "or", left, right: this.#and() }
    return left
  }

  #and(): Filter {
    let left = this.#term()
    while (this.#take("and")) left = { type: "and", left, right: this.#term() }
    return left
  }

  #term(): Filter {
    if (this.#take("not")) {
      this.#expect("(")
      return { type: "not", of: this.#closed(")") }
    }
    return this.#take("(") ? this.#closed(")") : this.#comparison()
  }

  #closed(end: string): Filter {
    const inner = this.or()
    this.#expect(end)
    return inner
  }

  #comparison(): Filter {
    const path = steps(this.#words[this.#at] ?? "")
    this.#at += 1
    if (this.#take("[")) return { type: "element", path, of: this.#closed("]") }
    if (this.#take("pr")) return { type: "present", path }
    const operator = (this.#words[this.#at] ?? "").toLowerCase()
    if (!isOperator(operator))
      throw invalidFilter(`${operator || "The end of the filter"} stands where an operator has to be.`)
    const value = literal(this.#words[this.#at + 1])
    this.#at += 2
    return { type: "compare", path, operator, value }
  }
}

/** A filter of RFC 7644 (3.4.2.2): comparisons, `pr`, and, or, not, grouping, and filters on the values of an attribute. */
export const parseFilter = (text: string): Filter => {
  if (text.length > 4000) throw invalidFilter("The filter is too long.")
  const parser = new Parser(text)
  const filter = parser.or()
  if (!parser.isAtEnd) throw invalidFilter("The filter goes on after its end.")
  return filter
}
