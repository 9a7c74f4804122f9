import { Hono } from "hono"
import type { Project } from "./Project.ts"

/** Stytch tells of what identity providers did in its dashboard only: `GET /scim/activity?connection_id=&organization_id=` does here. */
export const enterpriseControls = (project: Project): Hono =>
  new Hono().get("/scim/activity", (c) => {
    const { connection_id, organization_id } = c.req.query()
    const activity = project.scimActivity
      .all()
      .filter((each) => !connection_id || each.connection_id === connection_id)
      .filter((each) => !organization_id || each.organization_id === organization_id)
    return c.json({ activity })
  })
