import type * as JsonSchema from "effect/JsonSchema"
import * as Schema from "effect/Schema"
import { consumerRoutes, directRoutes } from "../Topology.ts"
import { catalogue } from "./Catalogue.ts"
import { archiveDays } from "./Envelope.ts"

/** All that others may rely on in one kind of event, and who relies on what. */
export interface Contract {
  readonly type: string
  /** The context that publishes it. */
  readonly owner: string
  readonly description: string
  readonly personalData: string
  readonly retentionDays: number
  /** The fields that each consumer reads. */
  readonly consumers: Readonly<Record<string, ReadonlyArray<string>>>
  /** Of the event's `data`, JSON Schema 2020-12 without references. */
  readonly schema: JsonSchema.JsonSchema
  readonly example: unknown
}

export const jsonSchemaOf = (codec: Schema.Codec<unknown, unknown>): JsonSchema.JsonSchema => {
  const { schema, definitions } = Schema.toJsonSchemaDocument(codec)
  const resolve = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(resolve)
    if (typeof node !== "object" || node === null) return node
    const name = "$ref" in node && typeof node.$ref === "string" ? /^#\/\$defs\/(.+)$/u.exec(node.$ref)?.[1] : undefined
    return name === undefined ? resolveAll(node) : resolve(definitions[name])
  }
  const resolveAll = (node: object) =>
    Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value)]))
  return resolveAll(schema)
}

const consumersOf = (type: string) =>
  Object.fromEntries(
    [...consumerRoutes, ...directRoutes.map(({ functionName, reads }) => ({ consumer: functionName, reads }))].flatMap(
      ({ consumer, reads }) => {
        const fields = reads[type]
        return fields === undefined ? [] : [[consumer, fields.toSorted()] as const]
      },
    ),
  )

/** The contracts of all events, as the sources have them. */
export const currentContracts = (): ReadonlyArray<Contract> =>
  catalogue.map((event) => ({
    type: event.type,
    owner: event.source.slice("tango.".length),
    description: event.description,
    personalData: "personalData" in event && event.personalData !== undefined ? event.personalData : "none but ids",
    retentionDays: archiveDays,
    consumers: consumersOf(event.type),
    schema: jsonSchemaOf(event.data),
    example: event.example,
  }))
