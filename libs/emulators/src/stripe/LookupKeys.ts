import { differences } from "./Differences.ts"
import { emit } from "./Events.ts"
import { invalid } from "./Errors.ts"
import type { Params } from "./Params.ts"
import type { Price } from "./Wire.ts"
import type { World } from "./World.ts"

export const taxBehaviours = ["exclusive", "inclusive", "unspecified"] as const

/** The lookup key asked for, freed from the price that has it when `transfer_lookup_key` says so. */
export const takeLookupKey = (world: World, params: Params, self?: string): string | null | undefined => {
  const key = params.nullable("lookup_key")
  if (key === null || key === undefined) return key
  const holder = world.prices.all().find((price) => price.lookup_key === key && price.id !== self)
  if (!holder) return key
  if (!params.boolean("transfer_lookup_key")) {
    throw invalid(`A price (\`${holder.id}\`) already uses that lookup key.`, { param: "lookup_key" })
  }
  save(world, holder, { ...holder, lookup_key: null })
  return key
}

/** Stores a price and announces what is different. */
export const save = (world: World, before: Price, after: Price): Price => {
  world.prices.put(after.id, after)
  emit(world, "price.updated", after, differences(before, after))
  return after
}
