import { isObject, type Json } from "../AwsError.ts"
import { batchError, missingParameter, optional, SqsError } from "./SqsError.ts"

const checkIds = (ids: ReadonlyArray<string>): void => {
  const invalid = ids.some((id) => !/^[\w-]{1,80}$/.test(id))
  if (invalid)
    throw batchError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    )
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index)
  if (repeated !== undefined) throw batchError("BatchEntryIdsNotDistinct", `Id ${repeated} repeated.`)
}

/** One to ten entries with distinct ids, each of which succeeds or fails on its own. `kind` is what SQS calls an entry. */
export const makeBatch = (kind: string, input: Json) => {
  const given = input["Entries"] ?? []
  const entries = (Array.isArray(given) ? given : []).map((entry: unknown) => (isObject(entry) ? entry : {}))
  if (entries.length === 0)
    throw batchError("EmptyBatchRequest", `There should be at least one ${kind} in the request.`)
  if (entries.length > 10)
    throw batchError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    )
  const ids = entries.map((entry) => {
    const id = optional(entry, "Id")
    if (id === undefined) throw missingParameter(`${kind}.Id`)
    return id
  })
  checkIds(ids)
  return {
    entries,
    run: (one: (entry: Json) => object | void) => {
      const successful: Array<unknown> = []
      const failed: Array<unknown> = []
      entries.forEach((entry, index) => {
        const Id = ids[index]
        try {
          successful.push({ Id, ...one(entry) })
        } catch (error) {
          if (!(error instanceof SqsError)) throw error
          failed.push({ Id, SenderFault: true, Code: error.queryCode, Message: error.message })
        }
      })
      // SQS leaves an empty list out.
      return {
        ...(successful.length === 0 ? {} : { Successful: successful }),
        ...(failed.length === 0 ? {} : { Failed: failed }),
      }
    },
  }
}
