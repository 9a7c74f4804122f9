import { randomUUIDv7 } from "node:crypto"

export interface BusEventOf<Data> {
  readonly data: Data
  readonly organizationId?: string | undefined
  readonly sequence?: number
  readonly id?: string
  readonly traceparent?: string
  /** Of the replay that brings it. */
  readonly replayName?: string
}

/** An event as EventBridge puts it in a queue, as an object; nobody looks whether the data is what the contract says. */
export const busEvent = (
  { source, type }: { readonly type: string; readonly source: string },
  { data, id = randomUUIDv7(), organizationId, replayName, sequence = 1, traceparent }: BusEventOf<unknown>,
) => ({
  version: "0",
  id: randomUUIDv7(),
  "detail-type": type,
  source,
  account: "000000000000",
  time: "2026-11-22T10:00:00Z",
  region: "us-east-1",
  resources: [],
  ...(replayName === undefined ? {} : { "replay-name": replayName }),
  detail: {
    metadata: {
      id,
      type,
      subject: `test/${id}`,
      time: "2026-11-22T10:00:00.000Z",
      dataschema: `urn:tango:event:${type}`,
      sequence,
      correlationid: id,
      ...(organizationId === undefined ? {} : { organizationid: organizationId }),
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    data,
  },
})
