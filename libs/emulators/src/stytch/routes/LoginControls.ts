import { Hono } from "hono"
import { StytchFailure } from "../Errors.ts"
import { param } from "../Http.ts"
import { unlock } from "../Locks.ts"
import type { Project } from "../Project.ts"
import { publicTokenOf } from "../PublicStart.ts"
import type { makeRateLimit, RateLimit } from "../RateLimit.ts"

/** What Stytch's dashboard does for log-in, and a rate limit at will; below `/_emulator`, without credentials. */
export const loginControls = (project: Project, rateLimit: ReturnType<typeof makeRateLimit>): Hono =>
  new Hono()
    .get("/public-token", (c) => c.json({ public_token: publicTokenOf(project.id) }))
    .post("/members/:member_id/unlock", (c) => {
      const member = project.members.get(param(c, "member_id"))
      if (!member) throw new StytchFailure("member_not_found")
      return c.json({ member: unlock(project, member) })
    })
    .post("/rate-limit", async (c) => {
      const wanted: Partial<RateLimit> = await c.req.json<Partial<RateLimit>>().catch(() => ({}))
      const { path = "/v1", requests = 0, seconds = 60 } = wanted
      return c.json({ limit: rateLimit.set({ path, requests, seconds }) })
    })
    .delete("/rate-limit", (c) => {
      rateLimit.set(undefined)
      return c.json({ limit: null })
    })
