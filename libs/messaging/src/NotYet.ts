import * as Schema from "effect/Schema"

/**
 * What the event tells of cannot be followed before something else has been heard of. The message comes again after `delaySeconds`,
 * and three times as long each time after that. Every attempt counts as a receive, so with a route's `maxReceiveCount` of 5 it waits
 * for 40 times the delay in all and then goes to the dead-letter queue.
 */
export class NotYet extends Schema.TaggedError<NotYet>()("NotYet", {
  reason: Schema.String,
  delaySeconds: Schema.Int,
}) {}
