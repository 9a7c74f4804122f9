import { isObject } from "../AwsError.ts"
import type { SqsError } from "./SqsError.ts"

const namespace = "http://queue.amazonaws.com/doc/2012-11-05/"

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
}
const escaped = (value: unknown): string => String(value).replace(/[&<>"\r]/g, (one) => escapes[one] ?? one)
const tag = (name: string, content: string): string => `<${name}>${content}</${name}>`

/** The element of a member that is a list; lists stand without a wrapper. */
const elementOf = (action: string, member: string): string => {
  if (member === "Messages") return "Message"
  if (member === "QueueUrls" || member === "queueUrls") return "QueueUrl"
  if (member === "Failed") return "BatchResultErrorEntry"
  if (member === "Successful") return `${action}ResultEntry`
  return `${action}ResultEntry`
}

const maps: Readonly<Record<string, readonly [string, string]>> = {
  Attributes: ["Attribute", "Name"],
  MessageAttributes: ["MessageAttribute", "Name"],
  Tags: ["Tag", "Key"],
}

const contentOf = (action: string, value: unknown): string =>
  isObject(value)
    ? Object.entries(value)
        .map(([name, one]) => memberOf(action, name, one))
        .join("")
    : escaped(value)

const memberOf = (action: string, name: string, value: unknown): string => {
  if (value === undefined) return ""
  if (Array.isArray(value)) return value.map((one) => tag(elementOf(action, name), contentOf(action, one))).join("")
  const map = maps[name]
  if (map === undefined || !isObject(value)) return tag(name, contentOf(action, value))
  const [element, key] = map
  return Object.entries(value)
    .map(([entry, one]) => tag(element, tag(key, escaped(entry)) + tag("Value", contentOf(action, one))))
    .join("")
}

/** An answer of the query protocol. */
export const queryAnswer = (action: string, output: unknown, requestId: string): string => {
  const result = output === undefined ? "" : tag(`${action}Result`, contentOf(action, output))
  const metadata = tag("ResponseMetadata", tag("RequestId", requestId))
  return `<?xml version="1.0"?><${action}Response xmlns="${namespace}">${result}${metadata}</${action}Response>`
}

/** An error of the query protocol, which words one of them differently. */
export const queryError = (error: SqsError, requestId: string): string => {
  const message =
    error.code === "QueueDoesNotExist" ? "The specified queue does not exist for this wsdl version." : error.message
  const parts = [tag("Type", "Sender"), tag("Code", error.queryCode), tag("Message", escaped(message)), "<Detail/>"]
  return `<?xml version="1.0"?><ErrorResponse xmlns="${namespace}">${tag("Error", parts.join(""))}${tag("RequestId", requestId)}</ErrorResponse>`
}
