import { Hono } from "hono"
import type { Context } from "hono"
import type { Project } from "../Project.ts"
import type { ScimObject } from "../ScimRecords.ts"
import { resourceTypes, schemas, serviceProviderConfig } from "./ScimDescriptions.ts"
import { notFound, ScimFailure } from "./ScimFailure.ts"
import { groupRoutes } from "./ScimGroupRoutes.ts"
import { guard, send } from "./ScimGuard.ts"
import type { Scim } from "./ScimGuard.ts"
import { listed } from "./ScimLists.ts"
import { userRoutes } from "./ScimUserRoutes.ts"

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
