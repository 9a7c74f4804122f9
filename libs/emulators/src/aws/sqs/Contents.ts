import { createHash } from "node:crypto"
import { isObject, type Json } from "../AwsError.ts"
import { invalidContents, invalidParameter, invalidValue, missingParameter, optional } from "./SqsError.ts"
import type { AttributeValue, AttributeValues } from "./SqsModel.ts"

const md5 = (data: string | Buffer): string => createHash("md5").update(data).digest("hex")
export const md5OfBody = md5

const sized = (data: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return Buffer.concat([length, data])
}

/** SQS's checksum of message attributes: names in order, each with its type and value, all prefixed with their lengths. */
export const md5OfAttributes = (attributes: AttributeValues | undefined): string | undefined => {
  const names = Object.keys(attributes ?? {}).toSorted()
  if (attributes === undefined || names.length === 0) return undefined
  const parts = names.flatMap((name) => {
    const value = attributes[name] ?? { DataType: "" }
    const isBinary = value.DataType.startsWith("Binary")
    return [
      sized(Buffer.from(name)),
      sized(Buffer.from(value.DataType)),
      Buffer.from([isBinary ? 2 : 1]),
      sized(isBinary ? Buffer.from(value.BinaryValue ?? "", "base64") : Buffer.from(value.StringValue ?? "")),
    ]
  })
  return md5(Buffer.concat(parts))
}

/** Bytes that count towards the size of a message. */
export const sizeOf = (body: string, attributes: AttributeValues = {}): number =>
  Object.entries(attributes).reduce(
    (size, [name, { DataType, StringValue = "", BinaryValue = "" }]) =>
      size +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue) +
      Buffer.byteLength(BinaryValue, "base64"),
    Buffer.byteLength(body),
  )

// What XML cannot hold.
const forbidden =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/
const allowed = "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"

/** The body of a message, refused when it is missing or holds what XML cannot. */
export const bodyOf = (input: Json): string => {
  const body = optional(input, "MessageBody")
  if (body === undefined || body === "") throw missingParameter("MessageBody")
  const found = forbidden.exec(body)?.[0]
  if (found === undefined) return body
  const code = found.charCodeAt(0).toString(16)
  throw invalidContents(
    `Invalid binary character '#x${code}' was found in the message body, the set of allowed characters is ${allowed}`,
  )
}

const checkName = (kind: string, name: string): void => {
  if (name.length > 256) throw invalidParameter(`Length of ${kind} attribute name must be less than 256 bytes.`)
  if (/^(aws|amazon)\./i.test(name))
    throw invalidParameter(
      `You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use.`,
    )
  if (!/^(?!\.)(?!.*\.\.)[\p{L}\p{N}_.-]+(?<!\.)$/u.test(name))
    throw invalidParameter(
      `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.`,
    )
}

const checkText = (kind: string, name: string, type: string, value: string): void => {
  if (forbidden.test(value))
    throw invalidParameter(
      `Invalid binary character was found in ${kind} attribute '${name}' value, the set of allowed characters is ${allowed}`,
    )
  if (type.startsWith("Number") && (value.trim() === "" || Number.isNaN(Number(value))))
    throw invalidParameter(`Can't cast the value of ${kind} attribute '${name}' to a number.`)
}

const attributeOf = (kind: string, name: string, value: unknown): AttributeValue => {
  checkName(kind, name)
  const given = isObject(value) ? value : {}
  const DataType = optional(given, "DataType")
  if (DataType === undefined || DataType === "")
    throw invalidParameter(`The ${kind} attribute '${name}' must contain a non-empty attribute type.`)
  const type = /^(String|Number|Binary)(\..+)?$/.exec(DataType)?.[1]
  if (type === undefined || DataType.length > 256)
    throw invalidParameter(
      `The type of ${kind} attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    )
  const field = type === "Binary" ? "BinaryValue" : "StringValue"
  const content = optional(given, field)
  if (content === undefined || content === "")
    throw invalidParameter(
      `${kind === "message (user)" ? "Message (user)" : "Message (system)"} attribute '${name}' must contain a non-empty value of type '${type}'.`,
    )
  if (type !== "Binary") checkText(kind, name, type, content)
  return type === "Binary" ? { DataType, BinaryValue: content } : { DataType, StringValue: content }
}

const attributesOf = (kind: string, given: unknown): AttributeValues | undefined => {
  if (!isObject(given) || Object.keys(given).length === 0) return undefined
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, attributeOf(kind, name, value)]))
}

/** The user's attributes of a message: at most ten. */
export const messageAttributes = (input: Json): AttributeValues | undefined => {
  const given = input["MessageAttributes"]
  const count = isObject(given) ? Object.keys(given).length : 0
  if (count > 10) throw invalidParameter(`Number of message attributes [${count}] exceeds the allowed maximum [10].`)
  return attributesOf("message (user)", given)
}

/** The system attributes a sender may give: X-Ray's trace header and nothing else. */
export const systemAttributes = (input: Json): AttributeValues | undefined => {
  const attributes = attributesOf("message (system)", input["MessageSystemAttributes"])
  for (const name of Object.keys(attributes ?? {})) {
    if (name !== "AWSTraceHeader")
      throw invalidParameter(
        `Message (system) attribute '${name}' is invalid. The only supported attribute is AWSTraceHeader.`,
      )
  }
  return attributes
}

const token = /^[\x21-\x7e]{1,128}$/

/** A message group or deduplication id: 1 to 128 printable ASCII characters without spaces. */
export const tokenOf = (input: Json, name: string): string | undefined => {
  const value = optional(input, name)
  if (value === undefined || token.test(value)) return value
  throw invalidValue(
    value,
    name,
    `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  )
}
