import { Hono } from "hono"
import type { ListApiKeysResponseSuccess } from "resend"

/** What a client may ask about the account before it sends: every sender is welcome here, so there is one key and no domain. */
export const accountRoutes = (): Hono =>
  new Hono()
    .get("/domains", (c) => c.json({ object: "list", has_more: false, data: [] }))
    .get("/api-keys", (c) =>
      c.json<ListApiKeysResponseSuccess>({
        object: "list",
        has_more: false,
        data: [
          {
            id: "b6d24b8e-af0b-4c3c-be0c-359bbd97381e",
            name: "Local",
            created_at: "2026-01-01T00:00:00.000Z",
            last_used_at: null,
          },
        ],
      }),
    )
