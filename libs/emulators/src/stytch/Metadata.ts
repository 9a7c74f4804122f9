import { StytchFailure } from "./Errors.ts"

const maximumKeys = 20
const maximumBytes = 4096

/** Metadata after an update: top-level keys are replaced one by one, and null removes one. Refuses what is too much. */
export const mergeMetadata = (
  before: Record<string, unknown> | undefined,
  changes: Record<string, unknown> | undefined,
): Record<string, unknown> => {
  const after = Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null))
  if (Object.keys(after).length > maximumKeys) throw new StytchFailure("metadata_too_many_keys")
  if (Buffer.byteLength(JSON.stringify(after)) > maximumBytes) throw new StytchFailure("metadata_too_large")
  return after
}
