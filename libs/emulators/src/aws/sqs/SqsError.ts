import { AwsError, isObject, type Json } from "../AwsError.ts"

/** An SQS error: its JSON shape, the code that clients of the older query protocol know it by, and its HTTP status. */
export class SqsError extends AwsError {
  readonly queryCode: string
  /** Whether SQS's own model declares it; the others come from AWS's common ones. */
  readonly modelled: boolean

  constructor(code: string, message: string, parts: { queryCode?: string; status?: number; modelled?: boolean } = {}) {
    super(code, message, parts.status ?? 400)
    this.queryCode = parts.queryCode ?? code
    this.modelled = parts.modelled ?? true
  }
}

const prefixed = (code: string, message: string, status = 400) =>
  new SqsError(code, message, { queryCode: `AWS.SimpleQueueService.${code}`, status })

export const queueDoesNotExist = () =>
  new SqsError("QueueDoesNotExist", "The specified queue does not exist.", {
    queryCode: "AWS.SimpleQueueService.NonExistentQueue",
  })
export const queueNameExists = (attribute: string) =>
  new SqsError(
    "QueueNameExists",
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
    { queryCode: "QueueAlreadyExists" },
  )
export const queueDeletedRecently = () =>
  prefixed(
    "QueueDeletedRecently",
    "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
  )
export const purgeInProgress = (queue: string) =>
  prefixed("PurgeQueueInProgress", `Only one PurgeQueue operation on ${queue} is allowed every 60 seconds.`, 403)
export const batchError = (code: string, message: string) => prefixed(code, message)
export const resourceNotFound = (message: string) => new SqsError("ResourceNotFoundException", message, { status: 404 })
export const invalidAddress = (address: string) =>
  new SqsError("InvalidAddress", `The address ${address} is not valid for this endpoint.`, { status: 404 })
export const receiptHandleIsInvalid = (handle: string) =>
  new SqsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`, {
    status: 404,
  })
export const overLimit = (message: string) => new SqsError("OverLimit", message, { status: 403 })
export const invalidAttributeName = (message: string) => new SqsError("InvalidAttributeName", message)
export const unknownAttribute = (name: string) => invalidAttributeName(`Unknown Attribute ${name}.`)
export const invalidAttributeValue = (name: string, reason = "") =>
  new SqsError(
    "InvalidAttributeValue",
    `Invalid value for the parameter ${name}.${reason === "" ? "" : ` Reason: ${reason}`}`,
  )
export const invalidContents = (message: string) => new SqsError("InvalidMessageContents", message)
export const invalidParameter = (message: string) =>
  new SqsError("InvalidParameterValueException", message, { queryCode: "InvalidParameterValue", modelled: false })
export const invalidValue = (value: unknown, name: string, reason: string) =>
  invalidParameter(`Value ${String(value)} for parameter ${name} is invalid. Reason: ${reason}`)
export const missingParameter = (name: string) =>
  new SqsError("MissingRequiredParameterException", `The request must contain the parameter ${name}.`, {
    queryCode: "MissingParameter",
    modelled: false,
  })
const unreadable = (what: string) =>
  new SqsError("SerializationException", what, { queryCode: "MalformedInput", modelled: false })

const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return "START_ARRAY"
  if (isObject(value)) return "START_OBJECT"
  return typeof value === "boolean" ? `${String(value).toUpperCase()}_VALUE` : `${(typeof value).toUpperCase()}_VALUE`
}

/** A string the request may leave out. */
export const optional = (input: Json, name: string): string | undefined => {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== "string") throw unreadable(`${kindOf(value)} can not be converted to a String`)
  return value
}

/** A string the request must have; an empty one counts as missing. */
export const needed = (input: Json, name: string): string => {
  const value = optional(input, name)
  if (value === undefined || value === "") throw missingParameter(name)
  return value
}

/** A whole number the request may leave out. */
export const integer = (input: Json, name: string): number | undefined => {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== "number") throw unreadable(`${kindOf(value)} can not be converted to an Integer`)
  return Math.trunc(value)
}

/** A list of strings, empty when the request leaves it out. */
export const strings = (input: Json, name: string): ReadonlyArray<string> => {
  const value = input[name] ?? []
  if (!Array.isArray(value)) throw unreadable(`Unexpected field type for ${name}`)
  return value.map(String)
}

/** A map of strings, empty when the request leaves it out. */
export const stringMap = (input: Json, name: string): Readonly<Record<string, string>> => {
  const value = input[name] ?? {}
  if (!isObject(value)) throw unreadable(`${kindOf(value)} can not be converted to a Map`)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one)]))
}
