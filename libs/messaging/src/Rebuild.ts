import type { Reaction } from "./Reaction.ts"

/** Replays of this name are for projections alone: nobody gets the e-mails of last month again. */
export const rebuildPrefix = "rebuild-"

/** What of a service's tables follows from events alone, and can be made from them again. */
export interface Rebuild<E, R> {
  /** Each has `organization_id` and a `sequence` by which it knows older news. */
  readonly tables: ReadonlyArray<string>
  /** They write these tables and no others, compare sequences and ask no inbox. */
  readonly reactions: ReadonlyArray<Reaction<E, R>>
}

/** Of a service whose tables are all its own. */
export const noRebuild: Rebuild<never, never> = { tables: [], reactions: [] }
