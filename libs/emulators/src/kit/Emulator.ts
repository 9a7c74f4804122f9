import { serve } from "@hono/node-server"
import type { Hono } from "hono"

/** A running emulator: its origin without a trailing slash, and how to stop it. */
export interface Emulator {
  readonly url: string
  close(): Promise<void>
}

/** 127.0.0.1, or what TANGO_LISTEN_HOST says: in a container, others must reach it. */
export const listenHost = process.env["TANGO_LISTEN_HOST"] ?? "127.0.0.1"

/** Serves an app on that host; port 0 takes any free one. Rejects with the listen error (such as EADDRINUSE). */
export const listen = (app: Hono, port: number, onClose: () => Promise<void> | void = () => {}): Promise<Emulator> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: listenHost }, (info) =>
      resolve({
        url: `http://127.0.0.1:${info.port}`,
        close: async () => {
          await onClose()
          await new Promise<void>((done) => {
            server.close(() => done())
            if ("closeAllConnections" in server) server.closeAllConnections()
          })
        },
      }),
    )
    server.once("error", reject)
  })
