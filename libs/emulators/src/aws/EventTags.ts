import { isObject, required, text, type Json } from "./AwsError.ts"
import { findBus, findRule, type EventState } from "./EventModel.ts"

export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** The tags a request gives, or undefined. */
export const tagsIn = (input: Json): ReadonlyArray<Tag> | undefined => {
  const tags = input["Tags"]
  if (!Array.isArray(tags)) return undefined
  return tags.filter(isObject).map((tag: Json) => ({ Key: text(tag, "Key") ?? "", Value: text(tag, "Value") ?? "" }))
}

/** Refuses the ARN of a bus or rule that is not there. */
const checkResource = (state: EventState, arn: string): void => {
  const [, path = ""] = /:rule\/(.+)$/.exec(arn) ?? []
  if (path === "") return void findBus(state, arn)
  const [name = "", ...bus] = path.split("/").toReversed()
  const EventBusName = bus.toReversed().join("/")
  findRule(state, EventBusName === "" ? {} : { EventBusName }, name)
}

/** Tags of buses and rules. */
export const tagOperations = (state: EventState): Readonly<Record<string, (input: Json) => unknown>> => {
  const resource = (input: Json): string => {
    const arn = required(input, "ResourceARN")
    checkResource(state, arn)
    return arn
  }
  return {
    TagResource: (input) => {
      const arn = resource(input)
      const tags = new Map((state.tags.get(arn) ?? []).map((tag) => [tag.Key, tag]))
      for (const tag of tagsIn(input) ?? []) tags.set(tag.Key, tag)
      state.tags.put(arn, [...tags.values()])
      return {}
    },
    UntagResource: (input) => {
      const arn = resource(input)
      const keys = Array.isArray(input["TagKeys"]) ? input["TagKeys"] : []
      state.tags.put(
        arn,
        (state.tags.get(arn) ?? []).filter(({ Key }) => !keys.includes(Key)),
      )
      return {}
    },
    ListTagsForResource: (input) => ({ Tags: state.tags.get(resource(input)) ?? [] }),
  }
}
