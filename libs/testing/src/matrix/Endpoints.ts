import { serviceNames, type ServiceName } from "@tango/contracts/Topology"
import { Authentication } from "@tango/contracts/Principal"
import { OperatorAuthentication } from "@tango/contracts/Operator"
import { acceptsApiClients, type Permission, requiredPermission } from "@tango/contracts/Permissions"
import { HttpApi, type HttpApiEndpoint, type HttpApiGroup } from "effect/http-api"

/** Who may call an endpoint, as its definition says. */
export type Rule =
  | { readonly _tag: "Public" }
  | { readonly _tag: "Operator" }
  | { readonly _tag: "Guarded"; readonly permission: Permission; readonly clients: boolean }
  | { readonly _tag: "None" }

export interface Endpoint {
  readonly service: ServiceName
  /** `<service>.<group>.<endpoint>` */
  readonly name: string
  readonly definition: HttpApiEndpoint.Top
  readonly rule: Rule
}

/** Groups that anybody may call: what they need is proven in the call itself. A new one is a decision that is made here. */
const publicGroups = new Set([
  "identity.session",
  "identity.credentials",
  "identity.secondFactor",
  "identity.emailChange",
])

const ruleOf = (group: string, endpoint: HttpApiEndpoint.Top): Rule => {
  const guards = [...endpoint.middlewares].map(({ key }) => key)
  if (guards.includes(OperatorAuthentication.key)) return { _tag: "Operator" }
  const permission = requiredPermission(endpoint)
  if (guards.includes(Authentication.key) && permission !== undefined) {
    return { _tag: "Guarded", permission, clients: acceptsApiClients(endpoint) }
  }
  return publicGroups.has(group) ? { _tag: "Public" } : { _tag: "None" }
}

const apiOf = async (service: ServiceName): Promise<HttpApi.HttpApi<string, HttpApiGroup.Constraint>> => {
  const pascal = service.split("-").map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
  const name = `${pascal.join("")}Api`
  const module: Record<string, unknown> = await import(`@tango/contracts/api/${name}`)
  return module[name] as HttpApi.HttpApi<string, HttpApiGroup.Constraint>
}

/** Every endpoint of every service, from the definitions. */
export const allEndpoints = async (): Promise<ReadonlyArray<Endpoint>> => {
  const found: Array<Endpoint> = []
  for (const service of serviceNames) {
    HttpApi.reflect(await apiOf(service), {
      onGroup: () => {},
      onEndpoint: ({ endpoint, group }) => {
        const groupName = `${service}.${group.identifier}`
        const name = `${groupName}.${endpoint.identifier}`
        found.push({ service, name, definition: endpoint, rule: ruleOf(groupName, endpoint) })
      },
    })
  }
  return found
}
