import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import { ProjectsApi } from "@tango/contracts/api/ProjectsApi"
import { OpenApi } from "effect/http-api"
import { describe, expect, it } from "vitest"
import { errors } from "../src/texts/errors.ts"

/** Sent by the app itself, never typed by anybody. */
const ownWords = new Set([
  "action",
  "actor",
  "target",
  "checksum",
  "etag",
  "lastModified",
  "token",
  "tokenType",
  "transport",
  "provider",
  "codeVerifier",
  "intermediateSessionToken",
  "sessionToken",
  "sessionId",
  "connectionId",
  "organizationId",
  "memberId",
  "contentType",
  "uploadId",
  "groupId",
  "key",
  "kind",
  "role",
  "relation",
])

// What is trimmed on its way in has no limits in the document.
const trimmed = ["email", "name", "displayName"]

const limits = ["pattern", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"]

/** The names of all properties below a schema that have a limit of their own. */
const limited = (schema: unknown, name: string, all: Record<string, unknown>, depth = 0): ReadonlyArray<string> => {
  if (typeof schema !== "object" || schema === null || depth > 12) return []
  const found = limits.some((limit) => limit in schema) && name !== "" ? [name] : []
  const below = Object.entries(schema).flatMap(([key, value]) => {
    if (key === "properties") {
      return Object.entries(Object(value)).flatMap(([property, one]) => limited(one, property, all, depth + 1))
    }
    if (key === "$ref") return limited(all[String(value).split("/").at(-1) ?? ""], name, all, depth + 1)
    if (Array.isArray(value)) return value.flatMap((one) => limited(one, name, all, depth + 1))
    return limited(value, name, all, depth + 1)
  })
  return [...found, ...below]
}

const documents = [OpenApi.fromApi(IdentityApi), OpenApi.fromApi(ProjectsApi)]
type Document = (typeof documents)[number]

const typedFields = ({ components, paths }: Document): ReadonlyArray<string> => {
  const all: Record<string, unknown> = Object(components.schemas)
  const bodies = Object.values(paths).flatMap((path) =>
    Object.values(Object(path)).map((operation) => Object(operation).requestBody),
  )
  return [...new Set(bodies.flatMap((body) => limited(body, "", all)))].filter((field) => !ownWords.has(field)).sort()
}

describe("every field that the contract may refuse", () => {
  it("has a sentence that says what it has to look like", () => {
    const typed = documents.flatMap(typedFields).concat(trimmed)
    expect(typed).toEqual(expect.arrayContaining(["slug", "phone", "allowedDomains", "metadataUrl", "password"]))
    expect(typed.filter((field) => errors.fields[field] === undefined)).toEqual([])
  })
})

/** The codes of all problems that some answer of the API may be. */
const codes = (schema: unknown): ReadonlyArray<string> => {
  if (typeof schema !== "object" || schema === null) return []
  const { code, type } = Object(Reflect.get(schema, "properties"))
  const isProblem = JSON.stringify(type ?? "").includes("urn:tango:problem:")
  return [...(isProblem ? (Object(code).enum ?? []) : []), ...Object.values(schema).flatMap(codes)]
}

describe("every problem that an API may answer with", () => {
  it("has a sentence that says what to do", () => {
    // Pages never make up a cursor, and the edge's problems have no body of ours.
    const known = new Set([...Object.keys(errors.problems), "invalid_cursor"])
    const all = [...new Set(documents.flatMap(({ components, paths }) => [...codes(components), ...codes(paths)]))]
    expect(all).toEqual(expect.arrayContaining(["password_breached", "last_admin", "code_invalid", "sso_unavailable"]))
    expect(all.filter((code) => !known.has(code))).toEqual([])
    expect(Object.values(errors.problems).filter((sentence) => !/^[A-Z].*\.$/u.test(sentence))).toEqual([])
  })
})
