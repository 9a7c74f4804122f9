import { randomUUID } from "node:crypto"
import { Hono } from "hono"
import type { Context } from "hono"
import type {
  AddSuppressionResponseSuccess,
  BatchAddSuppressionsResponseSuccess,
  BatchRemoveSuppressionsResponseSuccess,
  GetSuppressionResponseSuccess,
  ListSuppressionsResponseSuccess,
  RemoveSuppressionResponseSuccess,
  SuppressionListEntry,
} from "resend"
import type { Clock } from "../kit/Clock.ts"
import type { Store } from "../kit/Store.ts"
import type { Webhooks } from "../kit/Webhooks.ts"
import { ResendFailure } from "./Errors.ts"
import { addressIn } from "./Mailbox.ts"
import { page } from "./Paging.ts"

/** Addresses that get nothing any more, by address. */
export interface Suppressions {
  has(recipient: string): boolean
  /** The one that was there stays. Resend's own test addresses are never taken. */
  add(recipient: string, origin: SuppressionListEntry["origin"], sourceId: string | null): SuppressionListEntry
  remove(entry: SuppressionListEntry): boolean
  find(idOrEmail: string): SuppressionListEntry | undefined
  all(): ReadonlyArray<SuppressionListEntry>
}

export const makeSuppressions = (store: Store, webhooks: Webhooks, clock: Clock): Suppressions => {
  const entries = store.collection<SuppressionListEntry>("resend-suppressions")
  const tell = (type: "suppression.added" | "suppression.removed", data: SuppressionListEntry) =>
    webhooks.send(`msg_${randomUUID().replaceAll("-", "")}`, {
      type,
      created_at: new Date(clock.now()).toISOString(),
      data,
    })
  return {
    has: (recipient) => entries.get(addressIn(recipient)) !== undefined,
    add: (recipient, origin, source_id) => {
      const email = addressIn(recipient)
      const known = entries.get(email)
      if (known) return known
      const entry = { id: randomUUID(), email, origin, source_id, created_at: new Date(clock.now()).toISOString() }
      if (email.endsWith("@resend.dev")) return entry
      tell("suppression.added", entry)
      return entries.put(email, entry)
    },
    remove: (entry) => {
      const deleted = entries.delete(entry.email)
      if (deleted) tell("suppression.removed", entry)
      return deleted
    },
    find: (idOrEmail) => entries.get(addressIn(idOrEmail)) ?? entries.all().find(({ id }) => id === idOrEmail),
    all: () => entries.all(),
  }
}

const invalid = (message: string) => new ResendFailure(422, "validation_error", message)

const body = <A>(c: Context): Promise<Partial<A>> =>
  c.req.json<Partial<A>>().catch(() => {
    throw new ResendFailure(400, "validation_error", "The request body is not valid JSON.")
  })

const checked = (email: unknown): string => {
  if (typeof email !== "string" || !/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(email))
    throw invalid("The `email` must be a valid email address.")
  return email
}

const many = (list: unknown): Array<string> => {
  if (!Array.isArray(list) || list.length < 1 || list.length > 100) throw invalid("Give 1 to 100 of them.")
  return list.map(String)
}

export const suppressionRoutes = (suppressions: Suppressions): Hono => {
  const find = (c: Context): SuppressionListEntry => {
    const found = suppressions.find(decodeURIComponent(c.req.param("id") ?? ""))
    if (!found) throw new ResendFailure(404, "not_found", "Suppression not found")
    return found
  }
  return new Hono()
    .post("/suppressions", async (c) => {
      const { email } = await body<{ email: string }>(c)
      if (!email) throw new ResendFailure(422, "missing_required_field", "Missing `email` field.")
      const { id } = suppressions.add(checked(email), "manual", null)
      return c.json<AddSuppressionResponseSuccess>({ object: "suppression", id })
    })
    .post("/suppressions/batch/add", async (c) => {
      const { emails } = await body<{ emails: Array<string> }>(c)
      const data = many(emails)
        .map(checked)
        .map((email) => ({ object: "suppression" as const, id: suppressions.add(email, "manual", null).id }))
      return c.json<BatchAddSuppressionsResponseSuccess>({ data })
    })
    .post("/suppressions/batch/remove", async (c) => {
      const { emails, ids } = await body<{ emails: Array<string>; ids: Array<string> }>(c)
      const data = many(emails ?? ids).flatMap((each) => {
        const entry = suppressions.find(each)
        return entry ? [{ object: "suppression" as const, id: entry.id, deleted: suppressions.remove(entry) }] : []
      })
      return c.json<BatchRemoveSuppressionsResponseSuccess>({ data })
    })
    .get("/suppressions", (c) => {
      const origin = c.req.query("origin")
      const all = suppressions.all().filter((entry) => origin === undefined || entry.origin === origin)
      return c.json<ListSuppressionsResponseSuccess>(page(all.toReversed(), c.req.query()))
    })
    .get("/suppressions/:id", (c) => c.json<GetSuppressionResponseSuccess>({ object: "suppression", ...find(c) }))
    .delete("/suppressions/:id", (c) => {
      const entry = find(c)
      return c.json<RemoveSuppressionResponseSuccess>({
        object: "suppression",
        id: entry.id,
        deleted: suppressions.remove(entry),
      })
    })
}
