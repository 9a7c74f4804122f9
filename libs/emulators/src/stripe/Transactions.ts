import type { Collection } from "../kit/Store.ts"

/** A collection whose changes wait for the end of the transaction. `live` is what its predicate picks, without a walk over all. */
export interface Documents<A> extends Pick<Collection<A>, "get" | "all" | "put" | "delete"> {
  live(): ReadonlyArray<A>
}

/**
 * All or nothing for synchronous work: inside `run`, changes are visible at once and stored at its end, or forgotten when it throws.
 * Runs nest; an inner one that throws takes back its own changes only.
 */
export class Transactions {
  readonly #flushes: Array<() => void> = []
  #journal: Array<() => void> | undefined

  run<R>(work: () => R, keep: (failure: unknown) => boolean = () => false): R {
    const outermost = this.#journal === undefined
    const journal = (this.#journal ??= [])
    const mark = journal.length
    try {
      return work()
    } catch (failure) {
      if (!keep(failure)) while (journal.length > mark) journal.pop()?.()
      throw failure
    } finally {
      if (outermost) {
        this.#journal = undefined
        for (const flush of this.#flushes) flush()
      }
    }
  }

  /** The result of work whose changes are all taken back. */
  preview<R>(work: () => R): R {
    const thrown: { result?: { value: R } } = {}
    try {
      return this.run(() => {
        thrown.result = { value: work() }
        throw thrown
      })
    } catch (failure) {
      if (failure === thrown && thrown.result) return thrown.result.value
      throw failure
    }
  }

  /** Says how to take back what has just been done. Outside of a transaction nothing is ever taken back. */
  undo(step: () => void): void {
    this.#journal?.push(step)
  }

  get active(): boolean {
    return this.#journal !== undefined
  }

  onEnd(flush: () => void): void {
    this.#flushes.push(flush)
  }

  documents<A>(stored: Collection<A>, isLive: (one: A) => boolean = () => false): Documents<A> {
    const changes = new Map<string, A | undefined>()
    const live = new Set(idsOf(stored.all(), isLive))
    const get = (id: string) => (changes.has(id) ? changes.get(id) : stored.get(id))
    const write = (id: string, value: A | undefined): void => {
      const before = get(id)
      if (this.active) changes.set(id, value)
      else if (value === undefined) stored.delete(id)
      else stored.put(id, value)
      if (value !== undefined && isLive(value)) live.add(id)
      else live.delete(id)
      this.undo(() => {
        changes.set(id, before)
        if (before !== undefined && isLive(before)) live.add(id)
        else live.delete(id)
      })
    }
    this.onEnd(() => {
      for (const [id, value] of changes) {
        if (value === undefined) stored.delete(id)
        else if (stored.get(id) !== value) stored.put(id, value)
      }
      changes.clear()
    })
    return {
      get,
      all: () => (changes.size === 0 ? stored.all() : merged(stored.all(), changes)),
      live: () => [...live].flatMap((id) => get(id) ?? []),
      put: (id, value) => {
        write(id, value)
        return value
      },
      delete: (id) => {
        const known = get(id) !== undefined
        if (known) write(id, undefined)
        return known
      },
    }
  }
}

/** Every document that is kept has its own id in `id`, which is also its key; others are never live. */
const idsOf = <A>(all: ReadonlyArray<A>, isLive: (one: A) => boolean): ReadonlyArray<string> =>
  all.filter(isLive).flatMap((one) => (typeof one === "object" && one !== null && "id" in one ? [String(one.id)] : []))

const merged = <A>(stored: ReadonlyArray<A>, changes: ReadonlyMap<string, A | undefined>): ReadonlyArray<A> => {
  const rest = new Map(changes)
  const kept = stored.flatMap((one) => {
    const id = typeof one === "object" && one !== null && "id" in one ? String(one.id) : ""
    if (!rest.has(id)) return [one]
    const now = rest.get(id)
    rest.delete(id)
    return now === undefined ? [] : [now]
  })
  return [...kept, ...[...rest.values()].flatMap((one) => one ?? [])]
}
