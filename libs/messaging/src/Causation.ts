import * as Context from "effect/Context"

/** What the event being handled, if any, passes on to the events that follow from it. */
export interface Cause {
  readonly correlationId?: string
  readonly causationId?: string
}

export const CurrentCause = Context.Reference<Cause>("@tango/messaging/CurrentCause", { defaultValue: () => ({}) })
