import { Hono } from "hono"
import type { Context } from "hono"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import { requestId } from "../Errors.ts"
import { isSecretOf } from "../M2mClients.ts"
import type { M2mRecord } from "../M2mClients.ts"
import type { Project } from "../Project.ts"

const lifetimeSeconds = 3600

/** OAuth 2.0's errors (RFC 6749, 5.2), with the fields that Stytch adds. */
const refusals = {
  invalid_request: [400, "The request lacks a parameter or has one twice."],
  invalid_client: [401, "The client could not be authenticated."],
  unsupported_grant_type: [400, "Only client_credentials is offered."],
  invalid_scope: [400, "A scope was asked for that the client does not have."],
} as const satisfies Record<string, readonly [ContentfulStatusCode, string]>

const refuse = (c: Context, error: keyof typeof refusals) => {
  const [status_code, error_description] = refusals[error]
  if (status_code === 401) c.header("www-authenticate", `Basic realm="oauth2"`)
  const error_uri = `https://stytch.com/docs/b2b/api/errors/${status_code}#${error}`
  return c.json({ status_code, request_id: requestId(), error, error_description, error_uri }, status_code)
}

const formDecoded = (text: string) => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "))
  } catch {
    return ""
  }
}

/** Id and secret by the Authorization header (each form-encoded, as RFC 6749 has it) or by the form, not by both. */
const credentialsIn = (header: string | undefined, form: URLSearchParams): readonly [string, string] | undefined => {
  const basic = /^Basic (.+)$/i.exec(header ?? "")?.[1]
  if (basic === undefined) return [form.get("client_id") ?? "", form.get("client_secret") ?? ""]
  if (form.has("client_secret")) return undefined
  const [id = "", secret = ""] = Buffer.from(basic, "base64").toString().split(/:(.*)/s)
  return [formDecoded(id), formDecoded(secret)]
}

/** The claims that the project's template adds to a client's tokens: a client made for an organization says which. */
const templateClaims = ({ trusted_metadata }: M2mRecord) => {
  const organization_id: unknown = trusted_metadata?.["organization_id"]
  return organization_id === undefined ? {} : { organization_id }
}

const formOf = async (c: Context): Promise<URLSearchParams> => {
  const text = await c.req.text()
  if (!c.req.header("content-type")?.includes("application/json")) return new URLSearchParams(text)
  try {
    const value: unknown = JSON.parse(text)
    const entries = Object.entries(typeof value === "object" && value !== null ? value : {})
    return new URLSearchParams(Object.fromEntries(entries.map(([name, field]) => [name, String(field)])))
  } catch {
    return new URLSearchParams()
  }
}

const hasRepeated = (form: URLSearchParams) => new Set(form.keys()).size < [...form.keys()].length

/** The token endpoint: it wants the client's own credentials and not the project's. */
export const m2mTokenRoutes = (project: Project): Hono =>
  new Hono().post("/v1/public/:project_id/oauth2/token", async (c) => {
    c.header("cache-control", "no-store")
    const form = await formOf(c)
    const credentials = credentialsIn(c.req.header("authorization"), form)
    if (!credentials || hasRepeated(form) || !form.get("grant_type")) return refuse(c, "invalid_request")
    if (form.get("grant_type") !== "client_credentials") return refuse(c, "unsupported_grant_type")
    const [id, secret] = credentials
    const client = project.m2mClients.get(id)
    if (c.req.param("project_id") !== project.id || client?.status !== "active" || !isSecretOf(client, secret))
      return refuse(c, "invalid_client")
    const asked = (form.get("scope") ?? "").split(" ").filter(Boolean)
    if (!asked.every((scope) => client.scopes.includes(scope))) return refuse(c, "invalid_scope")
    const scope = (asked.length > 0 ? asked : client.scopes).join(" ")
    const access_token = await project.key.sign({ ...templateClaims(client), scope }, id, lifetimeSeconds)
    return c.json({
      status_code: 200,
      request_id: requestId(),
      access_token,
      token_type: "bearer",
      expires_in: lifetimeSeconds,
    })
  })
