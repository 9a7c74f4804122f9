import { serve } from "@hono/node-server"
import type { Hono } from "hono"

/** A running emulator: its origin without a trailing slash, and how to stop it. */
export interface Emulator {
  readonly url: string
  close(): Promise<void>
}

/** Serves an app on 127.0.0.1; port 0 takes any free one. Rejects with the listen error (such as EADDRINUSE). */
export const listen = (app: Hono, port: number, onClose: () => Promise<void> | void = () => {}): Promise<Emulator> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }, (info) =>
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
