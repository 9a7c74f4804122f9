import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import type { EventDefinition } from "./Envelope.ts"

/**
 * A consumer's interest in an event: the fields that it reads, and no others reach it. Whatever else changes in the event is
 * none of its business, and the contract check knows whom a change would break.
 */
export interface Subscription<Type extends string, Data extends Schema.Codec<unknown, unknown>> extends EventDefinition<
  Type,
  Data
> {
  readonly reads: ReadonlyArray<string>
}

export const reads = <
  const Type extends string,
  Fields extends Readonly<Record<string, Schema.Codec<unknown, unknown>>>,
  const Names extends ReadonlyArray<keyof Fields & string>,
>(
  event: EventDefinition<Type, Schema.Struct<Fields>>,
  names: Names,
) => ({ ...event, data: event.data.mapFields(Struct.pick(names)), reads: names })

/** Of an event's data what the subscription reads; a schema without fields would let all of it through. */
export const onlyRead = (subscription: { readonly reads: ReadonlyArray<string> }, data: unknown): unknown =>
  typeof data !== "object" || data === null
    ? data
    : Object.fromEntries(Object.entries(data).filter(([name]) => subscription.reads.includes(name)))
