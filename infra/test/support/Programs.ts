import { serviceNames } from "@tango/contracts/Topology"
import type { Entry } from "../../src/constructs/Bundle.ts"
import { ServiceFunction } from "../../src/constructs/ServiceFunction.ts"
import type { Loose, Synthesized } from "./Synthesized.ts"

/** What a stack deploys and starts: its module, and what its template tells it. */
export interface Program {
  /** Without the environment's: `billing` is the server, `billing-consumer` a function. */
  readonly name: string
  readonly service: string
  readonly entry: Entry
  /** Fields of secrets included. The text of the template, or undefined where the deployment puts it in. */
  readonly told: Readonly<Record<string, string | undefined>>
}

const literal = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** A template's text with every reference in it as a word. */
const withReferences = (value: Loose): string =>
  typeof value === "string"
    ? value
    : (value["Fn::Join"]?.[1].map(withReferences).join(value["Fn::Join"][0]) ?? "reference")

const fieldsOf = (secrets: Loose): ReadonlyArray<string> =>
  secrets === undefined ? [] : JSON.parse(withReferences(secrets)).flatMap(({ fields }: Loose) => fields)

const serverOf = ({ ofType }: Synthesized, service: string): Program => {
  const [{ ContainerDefinitions }] = ofType(service, "AWS::ECS::TaskDefinition")
  const { Environment = [], Secrets = [] } = ContainerDefinitions.find(({ Name }: Loose) => Name === "service")
  return {
    name: service,
    service,
    entry: { name: service, source: `import "./services/${service}/src/main.ts"\n` },
    told: Object.fromEntries([
      ...Environment.map(({ Name, Value }: Loose) => [Name, literal(Value)]),
      ...Secrets.map(({ Name }: Loose) => [Name, undefined]),
    ]),
  }
}

/** Every program of an environment: the servers, migrations, consumers, webhooks, jobs and whatever else is a function. */
export const programsOf = (made: Synthesized): ReadonlyArray<Program> => {
  const entries = made.app.node.findAll().flatMap((one) => (one instanceof ServiceFunction ? [one.entry] : []))
  return serviceNames.flatMap((service) => {
    const functions = made.ofType(service, "AWS::Lambda::Function").filter(({ FunctionName }) => FunctionName)
    return [
      serverOf(made, service),
      ...functions.map(({ Environment, FunctionName }): Program => {
        const name = String(FunctionName).replace(`${made.environment.name}-`, "")
        const { TANGO_SECRETS, ...variables } = Environment.Variables
        const secrets = fieldsOf(TANGO_SECRETS).map((field) => [field, undefined] as const)
        return {
          name,
          service,
          entry: entries.find((entry) => entry.name === name) ?? { name, source: "" },
          told: {
            ...Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, literal(value)])),
            ...Object.fromEntries(secrets),
          },
        }
      }),
    ]
  })
}
