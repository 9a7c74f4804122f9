import type { endpoints as endpointsOf } from "@tango/local/stack/Endpoints"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"

interface Mail {
  readonly id: string
  readonly to: ReadonlyArray<string>
  readonly subject: string
  readonly text: string | null
  readonly createdAt: string
}
interface TextMessage {
  readonly to: string
  readonly text: string
  readonly createdAt: string
}
interface Span {
  readonly service: string
  readonly name: string
  readonly kind: string
}
interface BusEvent {
  readonly detailType: string
  readonly detail: {
    readonly metadata: { readonly id: string; readonly subject: string; readonly organizationid?: string }
    readonly data: unknown
  }
}
interface Queue {
  readonly name: string
  readonly messages: number
  readonly inFlight: number
  readonly delayed: number
}
type Endpoints = ReturnType<typeof endpointsOf>

export const dataDir = process.env["TANGO_DATA_DIR"] ?? ".local"

/** Asks until the answer is not undefined, for `seconds` at most. */
export const eventually = async <A>(what: string, ask: () => Promise<A | undefined>, seconds = 40): Promise<A> => {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > deadline) throw new Error(`${what}: not within ${seconds} s`)
    await pause(20)
  }
}

const get = async <A>(url: string, headers: Record<string, string> = {}): Promise<A | undefined> => {
  const response = await fetch(url, { headers })
  return response.ok ? JSON.parse(await response.text()) : undefined
}

/** What `endpoints.json` says now. */
export const readEndpoints = (folder = dataDir): Endpoints =>
  JSON.parse(readFileSync(join(folder, "endpoints.json"), "utf8"))

/** The stack that `endpoints.json` describes: its gateway, and what its console knows. */
export const findStack = (folder = dataDir) => {
  const endpoints = readEndpoints(folder)
  const mailTo = async (email: string): Promise<ReadonlyArray<Mail>> => {
    const mail = await get<{ data: ReadonlyArray<Mail> }>(
      `${endpoints.console}/api/mail?to=${encodeURIComponent(email)}`,
    )
    return (mail?.data ?? []).filter(({ to }) => to.some((recipient) => recipient.includes(email)))
  }
  const linksTo = async (email: string): Promise<ReadonlyArray<string>> =>
    (await mailTo(email))
      .toSorted((one, other) => other.createdAt.localeCompare(one.createdAt))
      .flatMap(({ text }) => /https?:\/\/\S*token=\S+/u.exec(text ?? "") ?? [])
  const queues = async (): Promise<ReadonlyArray<Queue>> =>
    (await get<{ data: ReadonlyArray<Queue> }>(`${endpoints.console}/api/queues`))?.data ?? []
  return {
    ...endpoints,
    /** The last 2,000 events that were put on the bus, newest first. */
    events: async (): Promise<ReadonlyArray<BusEvent>> =>
      (await get<{ data: ReadonlyArray<BusEvent> }>(`${endpoints.console}/api/events?limit=2000`))?.data ?? [],
    queues,
    /** Waits until nothing is left in a queue, neither waiting nor being handled. */
    emptied: (name: string): Promise<true> =>
      eventually(`${name} empty`, async () => {
        const queue = (await queues()).find((one) => one.name === name)
        return (queue && queue.messages + queue.inFlight + queue.delayed === 0) || undefined
      }),
    mailTo,
    /** The newest link that logs somebody in. */
    linkTo: (email: string): Promise<string> =>
      eventually(`A link for ${email}`, async () => (await linksTo(email))[0]),
    /** The one after a link that is known. */
    newLinkTo: (email: string, known: string): Promise<string> =>
      eventually(`A new link for ${email}`, async () => {
        const [newest] = await linksTo(email)
        return newest === known ? undefined : newest
      }),
    /** The six digits of the newest text message to a number, once there is another one than `known`. */
    codeTo: (phone: string, known?: string): Promise<string> =>
      eventually(`A text message for ${phone}`, async () => {
        const sent = await get<{ data: ReadonlyArray<TextMessage> }>(`${endpoints.console}/api/sms`)
        const newest = (sent?.data ?? [])
          .filter(({ to }) => to === phone)
          .toSorted((one, other) => other.createdAt.localeCompare(one.createdAt))[0]
        const code = /\d{6}/u.exec(newest?.text ?? "")?.[0]
        return code === known ? undefined : code
      }),
    planOf: async (authorization: string): Promise<string | undefined> =>
      (await get<{ plan: string }>(`${endpoints.gateway}/api/entitlements/organization`, { authorization }))?.plan,
    /** The spans under one trace id so far. */
    spans: async (traceId: string): Promise<ReadonlyArray<Span>> =>
      (await get<{ data: { spans: ReadonlyArray<Span> } }>(`${endpoints.console}/api/traces/${traceId}`))?.data.spans ??
      [],
  }
}

export type RunningStack = ReturnType<typeof findStack>
