/** One event of the inbox's stream. */
export interface InboxEvent {
  readonly event: string
  readonly data: {
    readonly unread?: number
    readonly item?: { readonly title: string; readonly readAt: unknown } | null
  }
}

interface Options {
  readonly token: () => Promise<string | undefined>
  readonly refresh: () => Promise<string | undefined>
  readonly onEvent: (event: InboxEvent) => void
  readonly fetch?: typeof fetch
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const address = "/api/notifications/inbox/stream"
const longestPause = 30_000

const pauseFor = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener("abort", () => {
      clearTimeout(timer)
      resolve()
    })
  })

const field = (frame: string, name: string) => new RegExp(`^${name}: (.*)$`, "mu").exec(frame)?.[1]

/**
 * Keeps the inbox's server-sent events coming until the signal is aborted or the session has ended. `EventSource` cannot send the
 * JWT, so this reads the stream by `fetch`: when it ends (a new token, a deploy, a lost network) it comes back with the last id.
 */
export const followInbox = async (options: Options, signal: AbortSignal): Promise<void> => {
  const { fetch: ask = fetch, onEvent, pause = pauseFor, refresh, token } = options
  let lastId: string | undefined
  let failures = 0

  const read = async (body: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ""
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const frames = (rest + part.value).split("\n\n")
      rest = frames.pop() ?? ""
      for (const frame of frames) {
        const event = field(frame, "event")
        const data = field(frame, "data")
        lastId = field(frame, "id") ?? lastId
        if (event === undefined || data === undefined) continue
        failures = 0
        onEvent({ event, data: JSON.parse(data) })
      }
    }
  }

  const connect = async () => {
    const jwt = await token()
    if (jwt === undefined) return "ended"
    const headers = { authorization: `Bearer ${jwt}`, ...(lastId === undefined ? {} : { "last-event-id": lastId }) }
    const response = await ask(address, { headers, signal })
    if (response.status === 401) return (await refresh()) === undefined ? "ended" : "again"
    if (!response.ok || response.body === null) throw new Error(`Status ${response.status}`)
    await read(response.body)
    return "again"
  }

  while (!signal.aborted) {
    const outcome = await connect().catch(() => "failed")
    if (outcome === "ended") return
    // All clients of a server that stops come back; they do not all come at once.
    failures += 1
    await pause(Math.min(longestPause, 500 * 2 ** (failures - 1)) * (0.5 + Math.random()), signal)
  }
}
