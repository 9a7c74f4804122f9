import type { Context } from "hono"
import { createMiddleware } from "hono/factory"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import { originOf } from "../Http.ts"
import { iso, newId } from "../Project.ts"
import type { Project } from "../Project.ts"
import { scimBaseUrl, tokenHash } from "../ScimConnections.ts"
import type { ScimActivity, ScimConnectionRecord, ScimObject } from "../ScimRecords.ts"
import { notFound, ScimFailure } from "./ScimFailure.ts"
import type { ListWishes } from "./ScimLists.ts"
import { isObject } from "./ScimValues.ts"

/** What the requests below a connection's base URL share. */
export interface Scim {
  readonly Variables: {
    connection: ScimConnectionRecord
    baseUrl: string
    done: Pick<ScimActivity, "action" | "target_id" | "target_name">
  }
}

/** An answer in SCIM's own media type. */
export const send = (c: Context, status: ContentfulStatusCode, body: object): Response =>
  c.body(JSON.stringify(body), status, { "content-type": "application/scim+json" })

/** The body of a request, which has to be a JSON object. */
export const read = async (c: Context): Promise<ScimObject> => {
  const type = c.req.header("content-type") ?? "application/json"
  if (!/^application\/(scim\+)?json\b/i.test(type))
    throw new ScimFailure(415, "The body must be application/scim+json.")
  const value: unknown = await c.req.json().catch(() => undefined)
  if (!isObject(value)) throw new ScimFailure(400, "The body is not a JSON object.", "invalidSyntax")
  return value
}

const log = (project: Project, c: Context<Scim>, error?: string): void => {
  const { connection_id, organization_id } = c.var.connection
  const id = newId("scim-activity")
  project.scimActivity.put(id, {
    id,
    at: iso(project.clock.now()),
    organization_id,
    connection_id,
    method: c.req.method,
    path: c.req.path.replace(/^.*\/scim\/[^/]+/, ""),
    status: c.res.status,
    ...c.var.done,
    ...(error === undefined ? {} : { error }),
  })
}

/** Lets in who has the connection's token (or, during a rotation, either), and notes what is changed or refused. */
export const guard = (project: Project) =>
  createMiddleware<Scim>(async (c, next) => {
    const id = c.req.param("connection_id") ?? ""
    const connection = project.scimConnections.get(id)
    if (!connection) throw notFound(id)
    c.set("connection", connection)
    c.set("baseUrl", scimBaseUrl(originOf(project, c), id))
    c.set("done", {})
    const hash = tokenHash(/^Bearer (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "")
    const known = [
      [connection.tokenHash, connection.bearer_token_expires_at],
      [connection.nextTokenHash, connection.next_bearer_token_expires_at],
    ] as const
    const isGood = known.some(
      ([each, expires]) => each === hash && (expires === undefined || Date.parse(expires) > project.clock.now()),
    )
    if (!isGood) {
      c.res = send(c, 401, new ScimFailure(401, "The bearer token is missing, wrong or expired.").body)
      c.res.headers.set("www-authenticate", `Bearer realm="scim"`)
      log(project, c, "The bearer token is missing, wrong or expired.")
      return
    }
    await next()
    const { error } = c
    if (c.req.method !== "GET" || error) log(project, c, error?.message)
  })

/** The wishes of a query. */
export const wishesIn = (c: Context): ListWishes => c.req.query()

/** The wishes of a search by POST (RFC 7644, 3.4.3), whose lists are lists and whose numbers are numbers. */
export const searchWishes = (body: ScimObject): ListWishes =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
  )
