import type { Contract } from "@tango/contracts/events/Contract"

/** An event's data as another minor version of its contract has it. */
export interface OtherVersion {
  readonly version: string
  readonly data: unknown
}

const undeclared = "addedInALaterVersion"

/** A field more in each object, however deep. */
const withMore = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withMore)
  if (typeof value !== "object" || value === null) return value
  const fields = Object.entries(value).map(([name, inner]) => [name, withMore(inner)] as const)
  return Object.fromEntries([...fields, [undeclared, "new"]])
}

/** The example of a contract as a later publisher sends it, and as earlier ones did: without each of the fields that may be absent. */
export const otherVersions = ({ example, schema }: Contract): ReadonlyArray<OtherVersion> => {
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : [])
  const optional = Object.keys(Object(schema["properties"])).filter((name) => !required.has(name))
  return [
    { version: "with a field more", data: withMore(example) },
    ...optional.map((absent) => ({
      version: `without ${absent}`,
      data: Object.fromEntries(Object.entries(Object(example)).filter(([name]) => name !== absent)),
    })),
  ]
}
