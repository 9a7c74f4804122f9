import type { Hono } from "hono"

/** Whether a path is offered under any method; where it is, a request that found no route deserves 405 and not 404. */
export const isOffered = (app: Hono, path: string): boolean =>
  app.routes.some(
    (route) => route.method !== "ALL" && new RegExp(`^${route.path.replace(/:[^/]+/g, "[^/]+")}$`).test(path),
  )
