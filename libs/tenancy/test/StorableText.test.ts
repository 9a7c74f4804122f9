import { isStorableJson } from "@tango/tenancy/StorableText"
import { assert, it } from "vitest"

it.each([
  ["no text", "[1, null]", true],
  ["a character outside the basic plane, spelled", String.raw`"\ud83d\ude00 \uD83D\uDE00"`, true],
  ["a backslash before what looks like NUL", String.raw`"\\u0000 \\\\ud800"`, true],
  ["NUL", String.raw`{"name": "a\u0000"}`, false],
  ["NUL after a backslash", String.raw`"\\\u0000"`, false],
  ["NUL in a name", String.raw`{"\u0000": 1}`, false],
  ["the first half of a pair", String.raw`"\ud83d"`, false],
  ["the second half of a pair", String.raw`"x\uDE00"`, false],
  ["halves in the wrong order", String.raw`"\ude00\ud83d"`, false],
  ["a pair and a half", String.raw`"\ud83d\ude00\ud83d"`, false],
])("knows what PostgreSQL can keep: %s", (_, json, storable) => {
  assert.equal(isStorableJson(json), storable)
})
