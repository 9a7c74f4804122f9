import { Hono } from "hono"
import { StytchFailure } from "./Errors.ts"
import type { Project } from "./Project.ts"

const secondsIn = (input: unknown): number =>
  typeof input === "object" && input !== null && "seconds" in input ? Number(input.seconds) : Number.NaN

/**
 * The project's time (`GET /time`, `POST /time {seconds}` moves it forward) and what identity providers did by SCIM
 * (`GET /scim/activity?connection_id=&organization_id=`), which Stytch itself tells in its dashboard only.
 */
export const enterpriseControls = (project: Project): Hono => {
  const now = () => ({ now: new Date(project.clock.now()).toISOString() })
  return new Hono()
    .get("/time", (c) => c.json(now()))
    .post("/time", async (c) => {
      const seconds = secondsIn(await c.req.json().catch(() => ({})))
      if (!(seconds >= 0)) throw new StytchFailure("bad_request", "seconds must be a number, and not negative.")
      project.clock.advance(seconds)
      return c.json(now())
    })
    .get("/scim/activity", (c) => {
      const { connection_id, organization_id } = c.req.query()
      const activity = project.scimActivity
        .all()
        .filter((each) => !connection_id || each.connection_id === connection_id)
        .filter((each) => !organization_id || each.organization_id === organization_id)
      return c.json({ activity })
    })
}
