import type { Clock } from "../kit/Clock.ts"
import type { Collection, Store } from "../kit/Store.ts"
import { AwsError, text, type Json } from "./AwsError.ts"
import type { Tag } from "./EventTags.ts"
import type { Sqs } from "./Sqs.ts"

/** An event as targets receive it. */
export interface BusEvent {
  readonly version: "0"
  readonly id: string
  readonly "detail-type": string
  readonly source: string
  readonly account: string
  /** RFC 3339, to the second. */
  readonly time: string
  readonly region: string
  readonly "replay-name"?: string
  readonly resources: ReadonlyArray<string>
  readonly detail: Json
}

/** A rule's target as it was put; only its names that the emulator reads are spelled out. */
export interface Target {
  readonly Id: string
  readonly Arn: string
  readonly Input?: string
  readonly InputPath?: string
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>
    readonly InputTemplate: string
  }
  readonly SqsParameters?: { readonly MessageGroupId?: string }
  readonly DeadLetterConfig?: { readonly Arn?: string }
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number }
}

export interface Rule {
  readonly Name: string
  readonly Arn: string
  readonly EventBusName: string
  readonly EventPattern: string
  readonly State: "ENABLED" | "DISABLED" | "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
  readonly Description?: string | undefined
  readonly RoleArn?: string | undefined
  readonly targets: ReadonlyArray<Target>
}

export interface Bus {
  readonly Name: string
  readonly Arn: string
  readonly Description?: string | undefined
  readonly KmsKeyIdentifier?: string | undefined
  readonly DeadLetterConfig?: Json
  readonly LogConfig?: Json
  /** Of its resource policy. */
  readonly statements?: ReadonlyArray<Json>
  /** Seconds since 1970. */
  readonly CreationTime: number
  readonly LastModifiedTime: number
}

/** What the parts of the emulated EventBridge share. */
export interface EventState {
  readonly store: Store
  readonly clock: Clock
  readonly region: string
  readonly accountId: string
  readonly sqs: Sqs
  /** Origin of an endpoint with Lambda's Invoke API; without it no function exists. */
  readonly lambdaUrl?: string | undefined
  readonly buses: Collection<Bus>
  readonly rules: Collection<Rule>
  /** By the ARN of what they are on. */
  readonly tags: Collection<ReadonlyArray<Tag>>
}

export const byName = (a: { readonly Name: string }, b: { readonly Name: string }): number => (a.Name < b.Name ? -1 : 1)

export const notFound = (what: string) => new AwsError("ResourceNotFoundException", `${what} does not exist.`)
export const exists = (what: string) => new AwsError("ResourceAlreadyExistsException", `${what} already exists.`)
export const limitExceeded = () =>
  new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.")

export const arn = ({ region, accountId }: EventState, resource: string) =>
  `arn:aws:events:${region}:${accountId}:${resource}`

/** The name in a bus's name or ARN. */
export const busName = (nameOrArn: string | undefined): string => nameOrArn?.split("event-bus/").at(-1) || "default"

export const findBus = (state: EventState, nameOrArn: string | undefined): Bus => {
  const bus = state.buses.get(busName(nameOrArn))
  if (bus === undefined) throw notFound(`Event bus ${busName(nameOrArn)}`)
  return bus
}

export const ruleKey = (bus: string, rule: string) => `${bus}/${rule}`

export const findRule = (state: EventState, input: Json, name: string): Rule => {
  const bus = findBus(state, text(input, "EventBusName"))
  const rule = state.rules.get(ruleKey(bus.Name, name))
  if (rule === undefined)
    throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus.Name}.`)
  return rule
}
