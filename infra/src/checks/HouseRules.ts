import { existsSync, globSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** A CloudFormation template as far as these rules read it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>
}
interface Resource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
}

export interface Finding {
  readonly rule: "queue" | "alarm" | "runbook" | "metric" | "action" | "logs"
  readonly resource: string
  readonly says: string
}

/** The CDK's own helpers during a deployment: they log by themselves, and no property of theirs can say for how long. */
const helpers = /^AWSCDKTrigger|^CustomVpcRestrict|^CustomS3AutoDelete/

/** What the repository says of itself: which metrics its code emits, and which headings its documents have. */
export interface Repository {
  readonly metrics: ReadonlySet<string>
  readonly hasRunbook: (link: string) => boolean
}

export const repositoryAt = (root: string): Repository => {
  const sources = globSync(["libs/*/src/**/*.ts", "services/*/src/**/*.ts"], { cwd: root })
  const metrics = sources.flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/emitMetric\(\s*"(\w+)"/g)].map(([, name]) => name ?? ""),
  )
  const hasRunbook = (link: string) => {
    const [file = "", heading] = link.split("#")
    if (!existsSync(join(root, file))) return false
    if (heading === undefined) return true
    const headings = readFileSync(join(root, file), "utf8").matchAll(/^#+ (.+)$/gm)
    return [...headings].some(([, text = ""]) => text.toLowerCase().replaceAll(" ", "-") === heading)
  }
  return { metrics: new Set(metrics), hasRunbook }
}

const json = (value: unknown): string => JSON.stringify(value) ?? ""
const names = (value: unknown, id: string): boolean => json(value).includes(`"${id}"`)

/** What of a template breaks a rule of ours, by resource. */
export const houseFindings = (template: Template, repository: Repository): ReadonlyArray<Finding> => {
  const resources = Object.entries(template.Resources)
  const ofType = (type: string) =>
    resources.flatMap(([id, { Properties = {}, Type }]) => (Type === type ? [{ id, properties: Properties }] : []))
  const queues = ofType("AWS::SQS::Queue")
  const invocations = ofType("AWS::Lambda::EventInvokeConfig")
  const alarms = ofType("AWS::CloudWatch::Alarm")
  const findings: Array<Finding> = []
  for (const { id, properties } of queues) {
    // Of another queue, or of a function that a rule calls itself.
    const isDeadLetters =
      queues.some((other) => names(other.properties["RedrivePolicy"], id)) ||
      invocations.some(({ properties: { DestinationConfig } }) => names(DestinationConfig, id))
    if (!isDeadLetters && properties["RedrivePolicy"] === undefined)
      findings.push({ rule: "queue", resource: id, says: "has no dead-letter queue" })
    if (!alarms.some((one) => one.properties["Namespace"] === "AWS/SQS" && names(one.properties["Dimensions"], id)))
      findings.push({ rule: "alarm", resource: id, says: "has no alarm" })
  }
  for (const { id, properties } of alarms) findings.push(...alarmFindings(id, properties, repository))
  for (const [id, { Properties = {} }] of resources) findings.push(...actionFindings(id, Properties))
  for (const { id, properties } of ofType("AWS::Logs::LogGroup"))
    if (properties["RetentionInDays"] === undefined)
      findings.push({ rule: "logs", resource: id, says: "keeps its lines for ever" })
  for (const { id, properties } of ofType("AWS::Lambda::Function"))
    if (
      !helpers.test(id) &&
      !names(properties["LoggingConfig"], "Ref") &&
      !json(properties["LoggingConfig"]).includes("LogGroup")
    )
      findings.push({ rule: "logs", resource: id, says: "has no log group of ours" })
  return findings
}

const alarmFindings = (resource: string, properties: Readonly<Record<string, unknown>>, repository: Repository) => {
  const found: Array<Finding> = []
  const link = /Runbook: (\S+)$/.exec(json(properties["AlarmDescription"]).replace(/"$/, ""))?.[1]
  if (link === undefined) found.push({ rule: "runbook", resource, says: "names no runbook" })
  else if (!repository.hasRunbook(link)) found.push({ rule: "runbook", resource, says: `${link} does not exist` })
  const metric = properties["MetricName"]
  if (properties["Namespace"] === "Tango" && !(typeof metric === "string" && repository.metrics.has(metric)))
    found.push({ rule: "metric", resource, says: `no code emits ${json(metric)}` })
  return found
}

/** Statements that allow a whole family of actions; denials may, and trust policies have none. */
const actionFindings = (resource: string, properties: Readonly<Record<string, unknown>>): ReadonlyArray<Finding> => {
  const found: Array<Finding> = []
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return
    if ("Effect" in value && "Action" in value && value.Effect === "Allow")
      for (const action of [value.Action].flat())
        if (typeof action === "string" && action.includes("*"))
          found.push({ rule: "action", resource, says: `allows ${action}` })
    for (const part of Object.values(value)) walk(part)
  }
  walk(properties)
  return found
}
