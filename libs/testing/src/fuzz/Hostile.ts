import type { Random } from "./Random.ts"

/** JSON text that stands for itself: numbers and strings that `JSON.stringify` would not write. */
class Verbatim {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const nested = (depth: number, open: string, close: string) => new Verbatim(open.repeat(depth) + close.repeat(depth))

/** Text that breaks what was not thought of: for bodies, queries and paths alike. */
export const hostileTexts: ReadonlyArray<string> = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "x\udfffy",
  "\u202ereversed",
  "\ufeff",
  "😀".repeat(60),
  "x".repeat(300),
  "x".repeat(20_000),
  "'; drop table projects; --",
  "../../../etc/passwd",
  "<script>alert(1)</script>",
  "{{7*7}}${7*7}",
  "null",
  "undefined",
  "__proto__",
  "NaN",
  "1e400",
  "%00%ff",
  "\r\nset-cookie: a=b",
  "2026-02-30T25:61:61Z",
  "275760-09-13T00:00:00.001Z",
  "0001-01-01T00:00:00Z",
  "00000000-0000-0000-0000-000000000000",
  "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c",
]

const hostileValues: ReadonlyArray<unknown> = [
  ...hostileTexts,
  null,
  true,
  [],
  {},
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  Number.MAX_VALUE,
  new Verbatim("1e400"),
  new Verbatim("-0"),
  new Verbatim("1" + "0".repeat(400)),
  new Verbatim('"\\ud83d\\ude00\\ud83d"'),
  new Verbatim('{"__proto__":{"polluted":true},"constructor":1}'),
  nested(200, "[", "]"),
  nested(5_000, "[", "]"),
  nested(2_000, '{"a":', "}"),
  Array.from({ length: 1_000 }, (_, index) => index),
]

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Verbatim)

/** One place of a JSON value replaced, taken away or added to. */
const broken = (random: Random, value: unknown): unknown => {
  if (random.chance(0.25) || typeof value !== "object" || value === null) return random.pick(hostileValues)
  if (Array.isArray(value)) {
    if (value.length === 0) return [random.pick(hostileValues)]
    const at = random.int(value.length)
    return value.map((item: unknown, index) => (index === at ? broken(random, item) : item))
  }
  const entries = Object.entries(value)
  if (entries.length === 0 || random.chance(0.1)) return { ...value, unknown_member: random.pick(hostileValues) }
  const at = random.int(entries.length)
  if (random.chance(0.15)) return Object.fromEntries(entries.filter((_, index) => index !== at))
  return Object.fromEntries(
    entries.map(([key, item], index) => [key, index === at ? broken(random, item) : item] as const),
  )
}

/** JSON with what was left verbatim, and now and then a member that is there twice. */
const written = (value: unknown, twice: boolean): string => {
  if (value instanceof Verbatim) return value.text
  if (Array.isArray(value)) return `[${value.map((item) => written(item, false)).join()}]`
  if (!isObject(value)) return JSON.stringify(value) ?? "null"
  const members = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${JSON.stringify(key)}:${written(item, false)}`)
  return `{${(twice ? [...members, ...members.slice(0, 1)] : members).join()}}`
}

/** The JSON text of a value with something wrong in it. */
export const brokenJson = (random: Random, value: unknown): string => {
  let result = value
  for (let times = 1 + random.int(2); times > 0; times--) result = broken(random, result)
  return written(result, random.chance(0.1))
}

/** A body of bytes that is no good text, or no text at all. */
export const brokenBytes = (random: Random, json: string): Buffer => {
  const bytes = Buffer.from(json)
  return random.pick([
    () => bytes.subarray(0, random.int(bytes.length + 1)),
    () => Buffer.concat([bytes, bytes]),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
    () => Buffer.from(json, "utf16le"),
    () => Buffer.concat([bytes.subarray(0, bytes.length / 2), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), bytes]),
    () => Buffer.from([0xed, 0xa0, 0x80]),
    () => Buffer.alloc(random.int(2_000)),
    () => Buffer.from("[".repeat(60_000)),
    () => Buffer.from("name=Ada&name=Grace"),
    () => Buffer.alloc(1_100_000, 0x20),
  ])()
}
