import { invalid } from "./Errors.ts"

/** A decoded form: text, or fields by name; an array is fields by index. */
export type FormValue = string | FormFields
export interface FormFields {
  [name: string]: FormValue
}

const emptyFields = (): FormFields => Object.create(null)

const segmentsOf = (name: string): ReadonlyArray<string> => {
  const bracket = name.indexOf("[")
  if (bracket <= 0) return [name]
  return [name.slice(0, bracket), ...[...name.slice(bracket).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? "")]
}

const place = (fields: FormFields, segments: ReadonlyArray<string>, value: string): void => {
  const [head, ...rest] = segments
  if (head === undefined) return
  const key = head === "" ? String(Object.keys(fields).length) : head
  if (rest.length === 0) {
    fields[key] = value
    return
  }
  const known = fields[key]
  const inner = known === undefined || typeof known === "string" ? emptyFields() : known
  fields[key] = inner
  place(inner, rest, value)
}

/** Decodes `a[b]=1&c[0][d]=2&e[]=3`, the encoding of v1 bodies and queries. */
export const decodeForm = (text: string): FormFields => {
  const fields = emptyFields()
  for (const [name, value] of new URLSearchParams(text)) place(fields, segmentsOf(name), value)
  return fields
}

/** Every leaf with its name as it was sent (`items[0][price]`), in an order that does not depend on the sender. */
export const leaves = (fields: FormFields): ReadonlyArray<readonly [name: string, value: string]> => {
  const found: Array<readonly [string, string]> = []
  const walk = (value: FormValue, name: string) => {
    if (typeof value === "string") found.push([name, value])
    else for (const [key, inner] of Object.entries(value)) walk(inner, name === "" ? key : `${name}[${key}]`)
  }
  walk(fields, "")
  return found.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}

/** Decodes the JSON of a v2 body into the same fields; null, which unsets, is empty text. */
export const decodeJson = (text: string): FormFields => {
  const fieldsOf = (value: object): FormFields =>
    Object.assign(
      emptyFields(),
      Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, valueOf(inner)])),
    )
  const valueOf = (value: unknown): FormValue => {
    if (typeof value === "object" && value !== null) return fieldsOf(value)
    if (value === null) return ""
    return typeof value === "string" ? value : JSON.stringify(value)
  }
  if (text === "") return emptyFields()
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return fieldsOf(value)
  } catch {
    // Said below.
  }
  throw invalid("The request body is not a JSON object.")
}
