import type { Metadata } from "@tango/contracts/events/Envelope"
import { onlyRead, type Subscription } from "@tango/contracts/events/Subscription"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** An event as its consumer sees it. */
export interface Received<Data> {
  readonly metadata: Metadata
  readonly data: Data
}

/** No attempt at the event can succeed: its data is not what its contract promises, or nobody takes what it asks for. */
export class Poison extends Schema.TaggedError<Poison>()("Poison", { reason: Schema.String }) {
  override get message() {
    return this.reason
  }
}

/** What a service does when it hears of one kind of event. */
export interface Reaction<E, R> {
  readonly type: string
  readonly run: (metadata: Metadata, data: unknown) => Effect.Effect<void, E | Poison, R>
}

const decoded = <Type extends string, Data extends Schema.Codec<unknown, unknown>>(
  subscription: Subscription<Type, Data>,
) => {
  const decode = Schema.decodeUnknownEffect(subscription.data)
  return (data: unknown) =>
    Effect.mapError(decode(onlyRead(subscription, data)), (error) => new Poison({ reason: String(error) }))
}

/**
 * One line of a service's `Reactions.ts`: this event, that action, with the event's organization as the tenant. The action gets
 * the fields that the subscription declares and no others.
 */
export const on = <Type extends string, Data extends Schema.Codec<unknown, unknown>, E, R>(
  subscription: Subscription<Type, Data>,
  action: (event: Received<Data["Type"]>) => Effect.Effect<void, E, R>,
): Reaction<E, Exclude<R, CurrentTenant>> => {
  const decode = decoded(subscription)
  return {
    type: subscription.type,
    run: Effect.fnUntraced(function* (metadata, input) {
      const tenant = metadata.organizationid
      if (tenant === undefined) return yield* new Poison({ reason: "The event names no organization" })
      const data = yield* decode(input)
      yield* Effect.provideService(action({ metadata, data }), CurrentTenant, tenant)
    }),
  }
}

/** The same for a provider's event, whose tenant the action has to find out. */
export const onProvider = <Type extends string, Data extends Schema.Codec<unknown, unknown>, E, R>(
  subscription: Subscription<Type, Data>,
  action: (event: Received<Data["Type"]>) => Effect.Effect<void, E, R>,
): Reaction<E, R> => {
  const decode = decoded(subscription)
  return {
    type: subscription.type,
    run: (metadata, input) => Effect.flatMap(decode(input), (data) => action({ metadata, data })),
  }
}
