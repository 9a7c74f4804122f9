import type { Context, Hono } from "hono"
import { decide, dispute } from "./Disputes.ts"
import { work } from "./Work.ts"
import type { Faults } from "./Faults.ts"
import { defaultSettings } from "./Hidden.ts"
import type { Endpoint } from "./Router.ts"
import { settingsOf, type World } from "./World.ts"

type Body = ReadonlyMap<string, unknown>

/** The fields of a JSON body. */
export const jsonBody = async (context: Context): Promise<Body> => {
  const text = await context.req.text()
  const value: unknown = text === "" ? {} : JSON.parse(text)
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : [])
}

const boolean = (body: Body, name: string, otherwise: boolean): boolean => {
  const value = body.get(name)
  return typeof value === "boolean" ? value : otherwise
}

const number = (body: Body, name: string): number | undefined => {
  const value = body.get(name)
  return typeof value === "number" ? value : undefined
}

const text = (body: Body, name: string): string | undefined => {
  const value = body.get(name)
  return typeof value === "string" ? value : undefined
}

/** What tests and the local console use to look inside and to make things go wrong; JSON in and out. */
export const addControl = (app: Hono, world: World, faults: Faults, operations: ReadonlyArray<Endpoint>): void => {
  app.get("/_emulator/operations", (context) =>
    context.json({ count: operations.length, operations: operations.map(({ method, path }) => `${method} ${path}`) }),
  )
  app.get("/_emulator/health", (context) => context.json({ status: "ok", emulator: "stripe" }))
  app.get("/_emulator/events", (context) => context.json({ events: world.events.all().toReversed() }))
  app.post("/_emulator/settings", async (context) => {
    const body = await jsonBody(context)
    const known = Object.keys(defaultSettings)
    const changes = Object.fromEntries([...body].filter(([name]) => known.includes(name)))
    world.settings.put("settings", { ...world.settings.get("settings"), ...changes })
    return context.json(settingsOf(world))
  })
  app.post("/_emulator/faults", async (context) => {
    const body = await jsonBody(context)
    const fault = {
      path: text(body, "path") ?? "/v1/",
      method: text(body, "method"),
      status: number(body, "status"),
      code: text(body, "code"),
      delay: number(body, "delay") ?? 0,
      times: number(body, "times") ?? 1,
    }
    if (fault.status === undefined && fault.delay === 0)
      return context.json({ message: "Give a status, a delay, or both." }, 400)
    faults.order(fault)
    return context.json(fault)
  })
  app.delete("/_emulator/faults", (context) => {
    faults.clear()
    return context.json({})
  })
  app.post("/_emulator/disputes", async (context) => {
    const body = await jsonBody(context)
    const charge = world.charges.get(text(body, "charge") ?? "")
    if (!charge?.paid) return context.json({ message: "Name a charge that was paid." }, 400)
    const kind = text(body, "kind") === "inquiry" ? "inquiry" : "dispute"
    return context.json(work(world, () => dispute(world, charge, kind)))
  })
  app.post("/_emulator/disputes/:id/:outcome", (context) => {
    const found = world.disputes.get(context.req.param("id"))
    const outcome = context.req.param("outcome")
    if (!found || (outcome !== "won" && outcome !== "lost")) return context.json({ message: "No such dispute." }, 400)
    return context.json(work(world, () => decide(world, found, outcome)))
  })
  app.get("/_emulator/webhooks", (context) =>
    context.json({ ...world.webhooks.settings(), pending: world.webhooks.pending() }),
  )
  app.post("/_emulator/webhooks", async (context) => {
    const body = await jsonBody(context)
    const before = world.webhooks.settings()
    const settings = {
      hold: boolean(body, "hold", before.hold),
      duplicate: boolean(body, "duplicate", before.duplicate),
      shuffle: boolean(body, "shuffle", before.shuffle),
      lose: boolean(body, "lose", before.lose),
    }
    world.webhooks.configure(settings)
    return context.json(settings)
  })
  app.post("/_emulator/webhooks/flush", async (context) => context.json(await world.webhooks.flush()))
}
