/** Metadata after an update: top-level keys are replaced one by one, and null removes one. */
export const mergeMetadata = (
  before: Record<string, unknown> | undefined,
  changes: Record<string, unknown> | undefined,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null))
