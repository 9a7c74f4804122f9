import type { Contract } from "@tango/contracts/events/Contract"
import { type JsonSchema, widened } from "./JsonSchema.ts"

/** One consumer that a change would break, and why. */
export interface Break {
  readonly type: string
  readonly consumer: string
  readonly reason: string
}

const picked = (schema: JsonSchema, fields: ReadonlyArray<string>): JsonSchema => ({
  ...schema,
  properties: Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => fields.includes(name))),
  required: (schema.required ?? []).filter((name) => fields.includes(name)),
})

const eventBreaks = (released: Contract, current: Contract | undefined): ReadonlyArray<Break> => {
  const { type } = released
  const consumers = new Set([...Object.keys(released.consumers), ...Object.keys(current?.consumers ?? {})])
  return [...consumers].flatMap((consumer) => {
    const running = released.consumers[consumer]
    const next = current?.consumers[consumer]
    const say = (reasons: ReadonlyArray<string>, when: string) =>
      reasons.map((reason) => ({ type, consumer, reason: `${reason} (${when})` }))
    if (current === undefined) return say(["the event is gone"], "the consumer waits for it")
    return [
      // The publisher is deployed first: the running consumer gets the new events.
      ...(running === undefined
        ? []
        : say(
            widened(picked(released.schema, running), picked(current.schema, running)),
            "new event, running consumer",
          )),
      // The archive is replayed: the next consumer gets old events.
      ...(next === undefined
        ? []
        : say(widened(picked(current.schema, next), picked(released.schema, next)), "replayed event, next consumer")),
    ]
  })
}

/** Which consumers the current contracts would break, compared with the released ones. Additions that nobody needs break nobody. */
export const breaks = (released: ReadonlyArray<Contract>, current: ReadonlyArray<Contract>): ReadonlyArray<Break> =>
  released.flatMap((contract) =>
    eventBreaks(
      contract,
      current.find(({ type }) => type === contract.type),
    ),
  )
