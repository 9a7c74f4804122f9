import { Hono } from "hono"
import type { Context } from "hono"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import type { Project } from "../Project.ts"
import type { ScimObject } from "../ScimRecords.ts"
import { asGroup, createGroup, deleteGroup, findGroup, groupAttributes, groupsIn, replaceGroup } from "./ScimGroups.ts"
import { read, searchWishes, send, wishesIn } from "./ScimGuard.ts"
import type { Scim } from "./ScimGuard.ts"
import { listed, shown } from "./ScimLists.ts"
import type { ListWishes } from "./ScimLists.ts"
import { patched } from "./ScimPatch.ts"
import { groupKind } from "./ScimSchemas.ts"
import { normalized } from "./ScimValues.ts"

export const groupRoutes = (project: Project) => {
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
