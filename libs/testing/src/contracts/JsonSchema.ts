import { Schema } from "effect"

const Keyword = Schema.Union([Schema.String, Schema.Number, Schema.Boolean, Schema.Null])

/** The part of JSON Schema (2020-12) that our contracts' schemas compile to; `true` and `false` do not occur but as below. */
export interface JsonSchema {
  readonly type?: string
  readonly enum?: ReadonlyArray<typeof Keyword.Type>
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly anyOf?: ReadonlyArray<JsonSchema>
  readonly allOf?: ReadonlyArray<JsonSchema>
  readonly items?: JsonSchema | false
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: ReadonlyArray<string>
  readonly additionalProperties?: JsonSchema | boolean
}

const known = new Set([
  ...["type", "enum", "pattern", "format", "minimum", "maximum", "minLength", "maxLength", "anyOf", "allOf", "items"],
  ...["properties", "required", "additionalProperties", "title", "description"],
])

const problem = (path: string, text: string) => `${path === "" ? "the data" : path}: ${text}`

const bounds = (old: JsonSchema, now: JsonSchema, path: string): ReadonlyArray<string> => [
  ...(["minimum", "minLength"] as const).flatMap((word) =>
    old[word] === undefined || (now[word] ?? -Infinity) >= old[word] ? [] : [problem(path, `${word} is lower`)],
  ),
  ...(["maximum", "maxLength"] as const).flatMap((word) =>
    old[word] === undefined || (now[word] ?? Infinity) <= old[word] ? [] : [problem(path, `${word} is higher`)],
  ),
  ...(["pattern", "format"] as const).flatMap((word) =>
    old[word] === undefined ||
    old[word] === now[word] ||
    (word === "pattern" && now.enum?.every((value) => new RegExp(old.pattern ?? "", "u").test(String(value))))
      ? []
      : [problem(path, `${word} is another`)],
  ),
]

const objects = (old: JsonSchema, now: JsonSchema, path: string): ReadonlyArray<string> => {
  const at = (name: string) => (path === "" ? name : `${path}.${name}`)
  const missing = (old.required ?? []).filter((name) => !now.required?.includes(name))
  const extra = old.additionalProperties
  return [
    ...missing.map((name) => problem(at(name), now.properties?.[name] ? "no longer always there" : "gone")),
    ...Object.entries(old.properties ?? {}).flatMap(([name, schema]) => {
      const present = now.properties?.[name]
      return present === undefined || missing.includes(name) ? [] : widened(schema, present, at(name))
    }),
    ...(typeof extra === "object" && typeof now.additionalProperties === "object"
      ? widened(extra, now.additionalProperties, at("*"))
      : []),
  ]
}

/**
 * Where a value of schema `now` may be none that a reader of schema `old` expects, as sentences with the path; none when every
 * such value fits. What it cannot judge it reports, so that nothing passes unseen.
 */
export const widened = (old: JsonSchema, now: JsonSchema, path = ""): ReadonlyArray<string> => {
  const strange = [...Object.keys(old), ...Object.keys(now)].filter((word) => !known.has(word))
  if (strange.length > 0) {
    return JSON.stringify(old) === JSON.stringify(now)
      ? []
      : [problem(path, `${strange.join(", ")} cannot be compared`)]
  }
  if (now.anyOf !== undefined) {
    const { anyOf, ...rest } = now
    return anyOf.flatMap((one) => widened(old, { ...rest, ...one }, path))
  }
  if (old.anyOf !== undefined) {
    const { anyOf, ...rest } = old
    const attempts = anyOf.map((one) => widened({ ...rest, ...one }, now, path))
    if (attempts.some((found) => found.length === 0)) return []
    return attempts.length === 1 ? (attempts[0] ?? []) : [problem(path, "may be something new")]
  }
  if (old.allOf !== undefined || now.allOf !== undefined) {
    const merge = ({ allOf = [], ...rest }: JsonSchema): JsonSchema => Object.assign({}, rest, ...allOf)
    return widened(merge(old), merge(now), path)
  }
  if (old.type !== undefined && old.type !== now.type && !(old.type === "number" && now.type === "integer")) {
    return [problem(path, `was ${old.type}, is ${now.type ?? "anything"}`)]
  }
  const news = (now.enum ?? []).filter((value) => !old.enum?.includes(value))
  if (old.enum !== undefined && now.enum === undefined) return [problem(path, "may be any value")]
  if (old.enum !== undefined && news.length > 0) return [problem(path, `may be ${news.join(", ")} now`)]
  return [
    ...bounds(old, now, path),
    ...objects(old, now, path),
    ...(old.items && now.items ? widened(old.items, now.items, `${path}[]`) : []),
  ]
}
