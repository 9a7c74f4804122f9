import { Hono } from "hono"
import type { Context } from "hono"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import type { Project } from "../Project.ts"
import type { ScimConnectionRecord, ScimObject } from "../ScimRecords.ts"
import { parseFilter } from "./ScimFilter.ts"
import { read, searchWishes, send, wishesIn } from "./ScimGuard.ts"
import type { Scim } from "./ScimGuard.ts"
import { listed, shown } from "./ScimLists.ts"
import type { ListWishes } from "./ScimLists.ts"
import { patched } from "./ScimPatch.ts"
import { userKind } from "./ScimSchemas.ts"
import { asUser, createUser, deleteUser, findUser, replaceUser, usersNamed, usersOf } from "./ScimUsers.ts"
import { normalized, textAt } from "./ScimValues.ts"

/** The users that a list has to look at: by name few, else all. */
const candidates = (project: Project, connection: ScimConnectionRecord, { filter }: ListWishes) => {
  const parsed = filter ? parseFilter(filter) : undefined
  const isByName =
    parsed?.type === "compare" && parsed.operator === "eq" && parsed.path.join().toLowerCase() === "username"
  return isByName ? usersNamed(project, connection, String(parsed.value)) : usersOf(project, connection)
}

export const userRoutes = (project: Project) => {
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
