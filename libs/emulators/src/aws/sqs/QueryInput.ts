import { isObject, type Json } from "../AwsError.ts"

type Tree = { [name: string]: Tree | string }

/** `a.1.b=x` as nested objects. */
const treeOf = (parameters: URLSearchParams): Tree => {
  const root: Tree = {}
  for (const [path, value] of parameters) {
    const names = path.split(".")
    const last = names.pop() ?? ""
    let node = root
    for (const name of names) {
      const next = node[name]
      node = typeof next === "object" ? next : (node[name] = {})
    }
    node[last] = value
  }
  return root
}

const numbers = new Set([
  "DelaySeconds",
  "MaxNumberOfMessages",
  "MaxNumberOfMessagesPerSecond",
  "MaxResults",
  "VisibilityTimeout",
  "WaitTimeSeconds",
])

/** Lists in the order of their numbers; some clients put `member` between. */
const items = (node: Tree | string | undefined): ReadonlyArray<Tree | string> => {
  if (node === undefined || typeof node === "string") return node === undefined ? [] : [node]
  const inner = node["member"]
  const list = typeof inner === "object" ? inner : node
  return Object.keys(list)
    .toSorted((a, b) => Number(a) - Number(b))
    .flatMap((key) => list[key] ?? [])
}

const text = (node: Tree | string | undefined): string => (typeof node === "string" ? node : "")

const mapOf = (node: Tree | string | undefined, key: string): Json =>
  Object.fromEntries(items(node).map((one) => (isObject(one) ? [text(one[key]), valueOf(one["Value"])] : ["", one])))

const valueOf = (node: Tree | string | undefined): unknown => (typeof node === "object" ? node : (node ?? ""))

const lists: Readonly<Record<string, string>> = {
  AttributeName: "AttributeNames",
  MessageAttributeName: "MessageAttributeNames",
  MessageSystemAttributeName: "MessageSystemAttributeNames",
  TagKey: "TagKeys",
  ActionName: "Actions",
  AWSAccountId: "AWSAccountIds",
}
const entryLists = /^(SendMessage|DeleteMessage|ChangeMessageVisibility)BatchRequestEntry$/

const memberOf = (action: string, name: string, node: Tree | string): readonly [string, unknown] => {
  const list = lists[name]
  if (list !== undefined) return [list, items(node).map(text)]
  if (entryLists.test(name)) return ["Entries", items(node).map((one) => (isObject(one) ? membersOf(action, one) : {}))]
  if (name === "Attribute") return ["Attributes", mapOf(node, "Name")]
  if (name === "MessageAttribute") return ["MessageAttributes", mapOf(node, "Name")]
  if (name === "MessageSystemAttribute") return ["MessageSystemAttributes", mapOf(node, "Name")]
  if (name === "Tag") return [action === "CreateQueue" ? "tags" : "Tags", mapOf(node, "Key")]
  if (numbers.has(name) && typeof node === "string" && /^-?\d+$/.test(node)) return [name, Number(node)]
  return [name, node]
}

const membersOf = (action: string, tree: Tree): Json =>
  Object.fromEntries(Object.entries(tree).map(([name, node]) => memberOf(action, name, node)))

/** A request of the query protocol as the input that the JSON protocol has. */
export const queryInput = (parameters: URLSearchParams): Json =>
  membersOf(parameters.get("Action") ?? "", treeOf(parameters))
