import type { Tree } from "@nx/devkit"

/** A service's name in the forms in which sources have it. */
export interface Names {
  /** `purchase-orders`: paths, events, queues, the folder. */
  readonly name: string
  /** `PurchaseOrders`: files and types of the contracts. */
  readonly pascal: string
  /** `purchaseOrders`: variables and the API's group. */
  readonly camel: string
  /** `purchase_orders`: permissions. */
  readonly snake: string
  /** `Purchase orders`: what people read. */
  readonly title: string
}

const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`

export const namesOf = (name: string): Names => {
  const pascal = name.split("-").map(capital).join("")
  return {
    name,
    pascal,
    camel: `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`,
    snake: name.replaceAll("-", "_"),
    title: capital(name.replaceAll("-", " ")),
  }
}

const packages = ["contracts", "tenancy", "messaging", "observability", "service", "emulators", "local", "testing"]
// Folders, containers and event sources that are there already, and the word that opens the operators' paths.
const places = [
  "web",
  "infra",
  "postgres",
  "gateway",
  "console",
  "real",
  "stytch",
  "stripe",
  "resend",
  "operator",
  "tango",
]
// A variable is called after the service.
const words =
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null options package private protected public return static super switch this throw true try typeof undefined var void while with yield"
const reserved = new Set([...packages, ...places, ...words.split(" ")])

/** Services have the local ports from 8081, and the console has 8090. */
const most = 9

type Reading = Pick<Tree, "exists" | "read">

/** The services that there are, in the topology's order. */
export const serviceNames = (tree: Pick<Tree, "read">): ReadonlyArray<string> => {
  const topology = tree.read("libs/contracts/src/Topology.ts")?.toString() ?? ""
  const list = /serviceNames = \[([^\]]*)\]/u.exec(topology)?.[1] ?? ""
  return [...list.matchAll(/"([^"]+)"/gu)].map(([, name = ""]) => name)
}

/** Why no service can be called so, as a sentence; undefined when one can. */
export const nameFault = (tree: Reading, name: string): string | undefined => {
  if (!/^[a-z]+(-[a-z]+)*$/u.test(name) || name.length < 3 || name.length > 30) {
    return `"${name}" is no name for a service: 3 to 30 lower-case letters, words with a dash between them, such as purchase-orders.`
  }
  if (reserved.has(name)) return `"${name}" means something else here; choose another name.`
  if (/-(setup|functions|consumer|webhook)$/u.test(name))
    return `"${name}" ends like a part of a service; choose another name.`
  const existing = serviceNames(tree)
  if (existing.includes(name) || tree.exists(`services/${name}`)) return `There is a service "${name}" already.`
  const { camel, pascal, snake } = namesOf(name)
  const files = ["api", "events", "subscriptions"].map(
    (folder) => `libs/contracts/src/${folder}/${pascal}${{ api: "Api", events: "Events" }[folder] ?? ""}.ts`,
  )
  const taken = files.find((file) => tree.exists(file))
  if (taken !== undefined) return `"${name}" is taken: there is ${taken}.`
  if (tree.read("libs/contracts/src/Permissions.ts")?.includes(`"${snake}:`)) {
    return `"${name}" is taken: Permissions.ts has permissions of that name.`
  }
  if (new RegExp(`^ +(const )?${camel}\\b`, "mu").test(tree.read("web/src/api/Clients.ts")?.toString() ?? "")) {
    return `"${name}" is taken: web/src/api/Clients.ts has something of that name.`
  }
  if (existing.length >= most) {
    return `Ports and priorities are for ${most} services: make room in libs/contracts/src/Topology.ts first.`
  }
  return undefined
}
