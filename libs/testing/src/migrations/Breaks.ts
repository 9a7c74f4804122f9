import type { Column, Rule, Shape, Table } from "./Shape.ts"

const literals = /'(?:[^']|'')*'::\w+/gu

/** Whether a rule only got more words to choose from: `state in ('a', 'b')` that now takes 'c' as well. */
const widened = (before: Rule, after: Rule): boolean => {
  const words = (rule: Rule): ReadonlyArray<string> => rule.demands.match(literals) ?? []
  const frame = (rule: Rule) => rule.demands.replaceAll(literals, "").replaceAll(/[\s,]+/gu, " ")
  return frame(before) === frame(after) && words(before).every((word) => words(after).includes(word))
}

const columnBreak = (before: Column | undefined, after: Column | undefined): string | undefined => {
  if (before === undefined)
    return after?.given === false ? "has to be written, which a running version does not" : undefined
  if (after === undefined) return "is gone"
  if (before.type !== after.type) return `was ${before.type}, is ${after.type}`
  if (before.given && !after.given) return "has to be written now"
  return before.nullable && !after.nullable ? "may not be null any more" : undefined
}

const ruleBreak = (before: Rule | undefined, after: Rule, existed: ReadonlySet<string>): string | undefined => {
  if (before !== undefined)
    return before.demands === after.demands || widened(before, after)
      ? undefined
      : `demands something else: ${after.demands}`
  // Columns that a running version does not write are not what its rows could fail by.
  return after.columns.every((column) => existed.has(column)) ? `is new: ${after.demands}` : undefined
}

const tableBreaks = (name: string, before: Table, after: Table | undefined): ReadonlyArray<string> => {
  if (after === undefined) return [`table ${name} is gone`]
  const existed = new Set(Object.keys(before.columns))
  const columns = [...new Set([...existed, ...Object.keys(after.columns)])].map((column) => {
    const reason = columnBreak(before.columns[column], after.columns[column])
    return reason === undefined ? undefined : `${name}.${column} ${reason}`
  })
  const rules = Object.entries(after.rules).map(([rule, now]) => {
    const reason = ruleBreak(before.rules[rule], now, existed)
    return reason === undefined ? undefined : `rule ${rule} of ${name} ${reason}`
  })
  const grants = before.grants
    .filter((grant) => !after.grants.includes(grant))
    .map((grant) => `${name}: ${grant} is gone`)
  return [...columns, ...rules, ...grants].filter((reason) => reason !== undefined)
}

/** What in a later shape of a database a version that was made for the earlier one can fail by, in words. */
export const migrationBreaks = (before: Shape, after: Shape): ReadonlyArray<string> =>
  Object.entries(before).flatMap(([name, table]) => tableBreaks(name, table, after[name]))
