import { Hono } from "hono"
import type { makeCustomers } from "./Customers.ts"
import type { makeJobs } from "./Jobs.ts"
import { isRecord, parseJson } from "./Json.ts"
import { notFound, problem } from "./Problems.ts"

/** One paying customer's time and card; what billing does as days go by is done as well. */
export const customersApi = (customers: ReturnType<typeof makeCustomers>, jobs: ReturnType<typeof makeJobs>) =>
  new Hono()
    .get("/", async (c) => c.json({ data: await customers.list() }))
    .post("/:id/advance", async (c) => {
      const body = parseJson(await c.req.text())
      const seconds = isRecord(body) ? body["seconds"] : undefined
      if (!Number.isSafeInteger(seconds) || Number(seconds) < 1)
        return problem(400, "invalid_request", "Give `seconds`, one or more.")
      const advanced = await customers.advance(c.req.param("id"), Number(seconds))
      if (advanced === undefined) return notFound()
      return c.json({ data: { ...advanced, jobs: await jobs.runDue(Number(seconds), "billing") } })
    })
    .post("/:id/card", async (c) => {
      const body = parseJson(await c.req.text())
      const card = isRecord(body) ? body["card"] : undefined
      if (card !== "pays" && card !== "fails")
        return problem(400, "invalid_request", "Say of the `card` that it `pays` or `fails`.")
      const changed = await customers.useCard(c.req.param("id"), card)
      return changed === undefined ? notFound() : c.json({ data: changed })
    })
