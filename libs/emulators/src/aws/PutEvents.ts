import { randomUUID } from "node:crypto"
import { isObject, text, validation, type Json } from "./AwsError.ts"
import { refuseValues } from "./EventNames.ts"
import { busName, type BusEvent, type EventState } from "./EventModel.ts"

/** Where accepted events go: to the rules of their bus. */
export type Ingest = (bus: string, event: BusEvent, traceHeader: string | undefined) => void

const rendered = (entry: Json): string => {
  const of = (name: string) => text(entry, name) ?? "null"
  return `PutEventsRequestEntry(time=null, source=${of("Source")}, resources=null, detailType=${of("DetailType")}, detail=${of("Detail")}, eventBusName=${of("EventBusName")}, traceHeader=${of("TraceHeader")}, kmsKeyIdentifier=null, internalMetadata=null)`
}

const checkRequest = (input: Json, entries: ReadonlyArray<Json>): void => {
  if (!Array.isArray(input["Entries"])) throw refuseValues([[undefined, "entries", "Member must not be null"]])
  const endpoint = text(input, "EndpointId")
  if (endpoint !== undefined && !/^[A-Za-z0-9-]+\.[A-Za-z0-9-]+$/.test(endpoint)) {
    const constraint = "Member must satisfy regular expression pattern: ^[A-Za-z0-9\\-]+[\\.][A-Za-z0-9\\-]+$"
    throw refuseValues([[endpoint, "endpointId", constraint]])
  }
  entries.forEach((entry, index) => {
    const header = text(entry, "TraceHeader")
    if (header !== undefined && header.length > 500)
      throw refuseValues([
        [header, `entries.${index + 1}.member.traceHeader`, "Member must have length less than or equal to 500"],
      ])
  })
}

const entriesOf = (input: Json): ReadonlyArray<Json> => {
  const entries = (Array.isArray(input["Entries"]) ? input["Entries"] : []).map((entry: unknown) =>
    isObject(entry) ? entry : {},
  )
  checkRequest(input, entries)
  if (entries.length >= 1 && entries.length <= 10) return entries
  const constraint = entries.length === 0 ? "greater than or equal to 1" : "less than or equal to 10"
  throw validation(
    `1 validation error detected: Value '[${entries.map(rendered).join(", ")}]' at 'entries' failed to satisfy constraint: Member must have length ${constraint}`,
  )
}

const resourcesOf = (entry: Json): ReadonlyArray<string> =>
  Array.isArray(entry["Resources"]) ? entry["Resources"].map(String) : []

const sizeOf = (entry: Json): number =>
  [text(entry, "Source"), text(entry, "DetailType"), text(entry, "Detail"), ...resourcesOf(entry)].reduce(
    (size, part) => size + Buffer.byteLength(part ?? ""),
    entry["Time"] === undefined ? 0 : 14,
  )

const refused = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage })

const detailOf = (source: string): Json | undefined => {
  try {
    const detail: unknown = JSON.parse(source)
    return isObject(detail) ? detail : undefined
  } catch {
    return undefined
  }
}

const toEvent = (state: EventState, entry: Json): BusEvent | ReturnType<typeof refused> => {
  for (const name of ["Source", "DetailType", "Detail"]) {
    if (!text(entry, name))
      return refused("InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`)
  }
  const source = text(entry, "Source") ?? ""
  if (source.startsWith("aws.")) return refused("NotAuthorizedForSourceException", "Not authorized for the source.")
  const detail = detailOf(text(entry, "Detail") ?? "")
  if (detail === undefined) return refused("MalformedDetail", "Detail is malformed.")
  const time = new Date(typeof entry["Time"] === "number" ? entry["Time"] * 1000 : state.clock.now())
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": text(entry, "DetailType") ?? "",
    source,
    account: state.accountId,
    time: time.toISOString().replace(/\.\d+Z$/, "Z"),
    region: state.region,
    resources: resourcesOf(entry),
    detail,
  }
}

/** Up to ten entries, each accepted or refused on its own, in the order of the request. */
export const putEvents = (state: EventState, ingest: Ingest) => (input: Json, traceHeader: string | undefined) => {
  const entries = entriesOf(input)
  if (entries.reduce((size, entry) => size + sizeOf(entry), 0) > 1_048_576) {
    throw validation("Total size of the entries in the request is over the limit.")
  }
  const results = entries.map((entry) => {
    const event = toEvent(state, entry)
    if ("ErrorCode" in event) return event
    ingest(busName(text(entry, "EventBusName")), event, text(entry, "TraceHeader") ?? traceHeader)
    return { EventId: event.id }
  })
  return { FailedEntryCount: results.filter((one) => "ErrorCode" in one).length, Entries: results }
}
