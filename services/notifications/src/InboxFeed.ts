import { type MemberId, type OrganizationId } from "@tango/contracts/Ids"
import { SystemSql } from "@tango/tenancy/Database"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { changeFrame, decodeNews, goodbyeFrame, heartbeatFrame } from "./domain/InboxNews.ts"
import { inboxChannel } from "./Inboxes.ts"

/** What is to be written to a stream; `position` is that of the change which it tells, if it tells one. */
export interface Frame {
  readonly bytes: Uint8Array
  readonly position: bigint | null
}

/** One open stream, until it ends. */
export interface Listener {
  readonly frames: Queue.Queue<Frame, Cause.Done>
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

const encoder = new TextEncoder()
const heartbeat: Frame = { bytes: encoder.encode(heartbeatFrame), position: null }
const goodbye: Frame = { bytes: encoder.encode(goodbyeFrame), position: null }

const tickMilliseconds = 5_000
const ticksPerHeartbeat = 4
/** More streams than these nobody needs: the oldest makes room. */
const streamsPerMember = 20
/** Who is so far behind comes back and catches up. */
const waitingFrames = 64

/**
 * The open streams of this process. One connection to PostgreSQL listens for all of them, a change is decoded and encoded once,
 * and one timer serves all: a stream costs a place in a map and a queue.
 */
export class InboxFeed extends Context.Service<
  InboxFeed,
  {
    /** A new stream, until the scope closes. Changes are collected from now on. */
    open(
      organizationId: OrganizationId,
      memberId: MemberId,
      expiresAt: number,
    ): Effect.Effect<Listener, never, Scope.Scope>
    /** Ends all streams, so that clients go elsewhere or come back. */
    readonly end: Effect.Effect<void>
    readonly size: Effect.Effect<number>
  }
>()("@tango/notifications/InboxFeed") {
  static readonly layer = Layer.effect(
    InboxFeed,
    Effect.gen(function* () {
      const system = yield* SystemSql
      const streams = new Map<string, Set<Listener>>()

      const end = (listener: Listener) => {
        Queue.offerUnsafe(listener.frames, goodbye)
        Queue.endUnsafe(listener.frames)
      }
      const write = (listener: Listener, frame: Frame) => {
        if (!Queue.offerUnsafe(listener.frames, frame)) Queue.endUnsafe(listener.frames)
      }
      const endAll = Effect.sync(() => {
        for (const set of streams.values()) for (const listener of set) end(listener)
      })

      const open = (organizationId: OrganizationId, memberId: MemberId, expiresAt: number) =>
        Effect.acquireRelease(
          Effect.gen(function* () {
            const key = `${organizationId}/${memberId}`
            const frames = yield* Queue.dropping<Frame, Cause.Done>(waitingFrames)
            const listener: Listener = { frames, expiresAt }
            const set = streams.get(key) ?? new Set()
            streams.set(key, set.add(listener))
            const [oldest] = set
            if (set.size > streamsPerMember && oldest !== undefined) end(oldest)
            return listener
          }),
          (listener) =>
            Effect.sync(() => {
              const key = `${organizationId}/${memberId}`
              const set = streams.get(key)
              set?.delete(listener)
              if (set?.size === 0) streams.delete(key)
            }),
        )

      const hear = (payload: string) =>
        Option.match(decodeNews(payload), {
          onNone: () => Effect.logWarning("A change of an inbox is not understood"),
          onSome: ({ change, memberId, organizationId, position }) =>
            Effect.sync(() => {
              const set = streams.get(`${organizationId}/${memberId}`)
              if (set === undefined) return
              const frame = { bytes: encoder.encode(changeFrame(position, change)), position: BigInt(position) }
              for (const listener of set) write(listener, frame)
            }),
        })

      // What happened while nobody listened, clients learn by coming back.
      const listen = Effect.scoped(
        Effect.gen(function* () {
          const notifications = yield* system.listen(inboxChannel)
          yield* endAll
          while (true) yield* hear((yield* Queue.take(notifications)).payload)
        }),
      ).pipe(
        Effect.catchCause((cause) =>
          Effect.logWarning("Listening for changes of inboxes failed and begins anew", cause),
        ),
        Effect.andThen(Effect.sleep("1 second")),
      )
      yield* Effect.forkScoped(Effect.forever(listen))

      let ticks = 0
      const tick = Effect.sync(() => {
        const now = Date.now()
        const beat = ++ticks % ticksPerHeartbeat === 0
        for (const set of streams.values())
          for (const listener of set) {
            if (now >= listener.expiresAt) end(listener)
            else if (beat) write(listener, heartbeat)
          }
      })
      yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(tickMilliseconds), tick)))

      // The server waits for open answers before it closes, and these never end by themselves.
      const stop = () => Effect.runSync(endAll)
      yield* Effect.acquireRelease(
        Effect.sync(() => process.once("SIGTERM", stop).once("SIGINT", stop)),
        () => Effect.sync(() => process.off("SIGTERM", stop).off("SIGINT", stop)),
      )
      yield* Effect.addFinalizer(() => endAll)

      const size = Effect.sync(() => [...streams.values()].reduce((sum, set) => sum + set.size, 0))
      return InboxFeed.of({ open, end: endAll, size })
    }),
  )
}
