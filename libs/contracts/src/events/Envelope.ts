import * as Schema from "effect/Schema"
import { OrganizationId } from "../Ids.ts"
import { TimestampText } from "../Timestamp.ts"

/**
 * What every event says about itself, in CloudEvents' names. `sequence` rises by one with each event of a subject: a consumer
 * ignores what is older than what it has applied. `traceparent` is the W3C context of what caused the event.
 */
export const Metadata = Schema.Struct({
  /** UUIDv7; what consumers deduplicate on. */
  id: Schema.String.check(Schema.isUUID()),
  type: Schema.String,
  /** What it is about: `organization/<id>`, `member/<id>`, ... */
  subject: Schema.String,
  /** RFC 3339 in UTC. */
  time: TimestampText,
  dataschema: Schema.String,
  /** The tenant; absent on a provider's event, whose tenant only the owning service can tell. */
  organizationid: Schema.optionalKey(OrganizationId),
  region: Schema.optionalKey(Schema.String),
  sequence: Schema.Int,
  /** The id of the event or request with which it all began. */
  correlationid: Schema.String,
  /** The id of the event that this one follows from, if any. */
  causationid: Schema.optionalKey(Schema.String),
  traceparent: Schema.optionalKey(Schema.String),
})
export type Metadata = typeof Metadata.Type

/** EventBridge's `detail`. */
export const Detail = <Data extends Schema.Top>(data: Data) => Schema.Struct({ metadata: Metadata, data })

/** What EventBridge hands to a rule's target: the body of an SQS message. Unknown members are ignored. */
export const BusEvent = Schema.Struct({
  id: Schema.String,
  source: Schema.String,
  "detail-type": Schema.String,
  time: TimestampText,
  detail: Schema.Struct({ metadata: Metadata, data: Schema.Unknown }),
  "replay-name": Schema.optionalKey(Schema.String),
})
export type BusEvent = typeof BusEvent.Type

/** How long the archive keeps events for a replay, in days; inboxes remember their ids for longer. */
export const archiveDays = 90

/**
 * One kind of event, of one major version: its name, who publishes it, the shape of its data, an example that tests decode, and
 * what in it is personal data, if anything is: the archive keeps that as well.
 */
export interface EventDefinition<Type extends string, Data extends Schema.Codec<unknown, unknown>> {
  readonly type: Type
  readonly source: `tango.${string}`
  readonly description: string
  readonly personalData?: string
  readonly data: Data
  readonly example: Data["Encoded"]
}

export const defineEvent = <const Type extends string, Data extends Schema.Codec<unknown, unknown>>(
  definition: EventDefinition<Type, Data>,
): EventDefinition<Type, Data> => definition
