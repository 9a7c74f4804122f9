import { createServer, request as forward } from "node:http"
import type { AddressInfo } from "node:net"

/** A proxy before Stytch that remembers which paths were asked for, and can keep silent or go away. */
export const startRecordingProxy = async (target: string) => {
  const paths: Array<string> = []
  const server = createServer((incoming, outgoing) => {
    const { headers, method, url = "/" } = incoming
    paths.push(`${method} ${url.split("?")[0]}`)
    const onward = forward(new URL(url, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on("error", () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    /** The paths asked for while something runs. */
    during: async (run: () => Promise<unknown>): Promise<ReadonlyArray<string>> => {
      const before = paths.length
      await run()
      return paths.slice(before)
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
