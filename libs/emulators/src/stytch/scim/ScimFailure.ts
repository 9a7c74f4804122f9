import type { ContentfulStatusCode } from "hono/utils/http-status"

export type ScimType =
  | "invalidFilter"
  | "tooMany"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue"
  | "sensitive"

/** A refusal in SCIM's own terms (RFC 7644, 3.12). */
export class ScimFailure extends Error {
  readonly status: ContentfulStatusCode
  readonly scimType: ScimType | undefined
  constructor(status: ContentfulStatusCode, detail: string, scimType?: ScimType) {
    super(detail)
    this.status = status
    this.scimType = scimType
  }
  get body() {
    return {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(this.status),
      ...(this.scimType ? { scimType: this.scimType } : {}),
      detail: this.message,
    }
  }
}

export const invalidValue = (detail: string) => new ScimFailure(400, detail, "invalidValue")
export const invalidFilter = (detail: string) => new ScimFailure(400, detail, "invalidFilter")
export const invalidPath = (detail: string) => new ScimFailure(400, detail, "invalidPath")
export const notFound = (id: string) => new ScimFailure(404, `Resource ${id} not found.`)
