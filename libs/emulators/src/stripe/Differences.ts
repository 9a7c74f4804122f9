/** The fields of `before` that `after` has changed, as `previous_attributes` shows them. */
export const differences = (before: object, after: object): Record<string, unknown> => {
  const now = new Map<string, unknown>(Object.entries(after))
  return Object.fromEntries(
    Object.entries(before).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(now.get(name))),
  )
}
