import { Hono } from "hono"
import type { Context } from "hono"
import { createMiddleware } from "hono/factory"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import { originOf } from "../Http.ts"
import { iso, newId } from "../Project.ts"
import type { Project } from "../Project.ts"
import { scimBaseUrl, tokenHash } from "../ScimConnections.ts"
import type { ScimActivity, ScimConnectionRecord, ScimObject } from "../ScimRecords.ts"
import { resourceTypes, schemas, serviceProviderConfig } from "./ScimDescriptions.ts"
import { notFound, ScimFailure } from "./ScimFailure.ts"
import { parseFilter } from "./ScimFilter.ts"
import { asGroup, createGroup, deleteGroup, findGroup, groupAttributes, groupsIn, replaceGroup } from "./ScimGroups.ts"
import { listed, shown } from "./ScimLists.ts"
import type { ListWishes } from "./ScimLists.ts"
import { patched } from "./ScimPatch.ts"
import { groupKind, userKind } from "./ScimSchemas.ts"
import { asUser, createUser, deleteUser, findUser, replaceUser, usersNamed, usersOf } from "./ScimUsers.ts"
import { isObject, normalized, textAt } from "./ScimValues.ts"

/** What the requests below a connection's base URL share. */
interface Scim {
  readonly Variables: {
    connection: ScimConnectionRecord
    baseUrl: string
    done: Pick<ScimActivity, "action" | "target_id" | "target_name">
  }
}

const send = (c: Context, status: ContentfulStatusCode, body: object): Response =>
  c.body(JSON.stringify(body), status, { "content-type": "application/scim+json" })

const read = async (c: Context): Promise<ScimObject> => {
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
const guard = (project: Project) =>
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

const wishesIn = (c: Context): ListWishes => c.req.query()

/** The wishes of a search by POST (RFC 7644, 3.4.3), whose lists are lists and whose numbers are numbers. */
const searchWishes = (body: ScimObject): ListWishes =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
  )

/** The users that a list has to look at: by name few, else all. */
const candidates = (project: Project, connection: ScimConnectionRecord, { filter }: ListWishes) => {
  const parsed = filter ? parseFilter(filter) : undefined
  const isByName =
    parsed?.type === "compare" && parsed.operator === "eq" && parsed.path.join().toLowerCase() === "username"
  return isByName ? usersNamed(project, connection, String(parsed.value)) : usersOf(project, connection)
}

const userRoutes = (project: Project) => {
  const list = (c: Context<Scim>, wishes: ListWishes) => {
    const users = candidates(project, c.var.connection, wishes).map((user) => asUser(project, user, c.var.baseUrl))
    return send(c, 200, listed(users, wishes))
  }
  const done = (c: Context<Scim>, action: string, target_id: string) => {
    const { attributes } = project.scimUsers.get(target_id) ?? { attributes: {} }
    c.set("done", { action: `user.${action}`, target_id, target_name: textAt(attributes, "userName") })
  }
  const one = (c: Context<Scim>) => findUser(project, c.var.connection, c.req.param("id") ?? "")
  const answer = (c: Context<Scim>, status: ContentfulStatusCode, id: string) => {
    const resource = asUser(project, findUser(project, c.var.connection, id), c.var.baseUrl)
    c.header("location", `${c.var.baseUrl}/Users/${id}`)
    return send(c, status, shown(resource, wishesIn(c)))
  }
  const actionFor = (id: string, was: boolean) => {
    const is = project.members.get(id)?.status !== "deleted"
    return was === is ? "update" : is ? "reactivate" : "deactivate"
  }
  const change = (c: Context<Scim>, attributes: ScimObject) => {
    const before = one(c)
    const was = project.members.get(before.id)?.status !== "deleted"
    const { id } = replaceUser(project, c.var.connection, before, attributes)
    done(c, actionFor(id, was), id)
    return answer(c, 200, id)
  }
  return new Hono<Scim>()
    .get("/", (c) => list(c, wishesIn(c)))
    .post("/.search", async (c) => list(c, searchWishes(await read(c))))
    .post("/", async (c) => {
      const { id } = createUser(project, c.var.connection, normalized(userKind.attributes, await read(c)))
      done(c, "create", id)
      return answer(c, 201, id)
    })
    .get("/:id", (c) => answer(c, 200, one(c).id))
    .put("/:id", async (c) => change(c, normalized(userKind.attributes, await read(c))))
    .patch("/:id", async (c) => {
      const request = await read(c)
      return change(c, patched(userKind.attributes, one(c).attributes, request))
    })
    .delete("/:id", (c) => {
      const user = one(c)
      done(c, "delete", user.id)
      deleteUser(project, user)
      return c.body(null, 204)
    })
}

const groupRoutes = (project: Project) => {
  const list = (c: Context<Scim>, wishes: ListWishes) => {
    const groups = groupsIn(project, c.var.connection.connection_id)
    return send(
      c,
      200,
      listed(
        groups.map((group) => asGroup(project, group, c.var.baseUrl)),
        wishes,
      ),
    )
  }
  const done = (c: Context<Scim>, action: string, group: { id: string; display_name: string }) =>
    c.set("done", { action: `group.${action}`, target_id: group.id, target_name: group.display_name })
  const one = (c: Context<Scim>) => findGroup(project, c.var.connection, c.req.param("id") ?? "")
  const answer = (c: Context<Scim>, status: ContentfulStatusCode, id: string) => {
    const resource = asGroup(project, findGroup(project, c.var.connection, id), c.var.baseUrl)
    c.header("location", `${c.var.baseUrl}/Groups/${id}`)
    return send(c, status, shown(resource, wishesIn(c)))
  }
  const change = (c: Context<Scim>, attributes: ScimObject) => {
    const group = replaceGroup(project, c.var.connection, one(c), attributes)
    done(c, "update", group)
    return answer(c, 200, group.id)
  }
  return new Hono<Scim>()
    .get("/", (c) => list(c, wishesIn(c)))
    .post("/.search", async (c) => list(c, searchWishes(await read(c))))
    .post("/", async (c) => {
      const group = createGroup(project, c.var.connection, normalized(groupKind.attributes, await read(c)))
      done(c, "create", group)
      return answer(c, 201, group.id)
    })
    .get("/:id", (c) => answer(c, 200, one(c).id))
    .put("/:id", async (c) => change(c, normalized(groupKind.attributes, await read(c))))
    .patch("/:id", async (c) => {
      const request = await read(c)
      return change(c, patched(groupKind.attributes, groupAttributes(project, one(c)), request))
    })
    .delete("/:id", (c) => {
      const group = one(c)
      deleteGroup(project, group)
      done(c, "delete", group)
      return c.body(null, 204)
    })
}

const described = (c: Context<Scim>, all: ReadonlyArray<ScimObject>): Response => {
  if (c.req.query("filter")) throw new ScimFailure(403, "These resources cannot be filtered.")
  return send(c, 200, listed(all, {}))
}

const oneOf = (c: Context<Scim>, all: ReadonlyArray<ScimObject>): Response => {
  const id = c.req.param("id") ?? ""
  const found = all.find((each) => each["id"] === id)
  if (!found) throw notFound(id)
  return send(c, 200, found)
}

const unsupported = (what: string) => new ScimFailure(501, `${what} is not supported, as ServiceProviderConfig says.`)

/** The SCIM 2.0 server (RFC 7643 and 7644) of every connection, below its base URL. */
export const scimServer = (project: Project) =>
  new Hono<Scim>()
    .basePath("/v1/b2b/scim/:connection_id{scim-connection-[^/]+}")
    .onError((error, c) => {
      if (error instanceof ScimFailure) return send(c, error.status, error.body)
      console.error("The SCIM server of the Stytch emulator failed", error)
      return send(c, 500, new ScimFailure(500, "Something went wrong.").body)
    })
    .use(guard(project))
    .get("/ServiceProviderConfig", (c) => send(c, 200, serviceProviderConfig(c.var.baseUrl)))
    .get("/ResourceTypes", (c) => described(c, resourceTypes(c.var.baseUrl)))
    .get("/ResourceTypes/:id", (c) => oneOf(c, resourceTypes(c.var.baseUrl)))
    .get("/Schemas", (c) => described(c, schemas(c.var.baseUrl)))
    .get("/Schemas/:id", (c) => oneOf(c, schemas(c.var.baseUrl)))
    .route("/Users", userRoutes(project))
    .route("/Groups", groupRoutes(project))
    .all("/Bulk", () => {
      throw unsupported("Bulk")
    })
    .all("/Me", () => {
      throw unsupported("Me")
    })
    .all("*", (c) => {
      throw notFound(c.req.path)
    })
