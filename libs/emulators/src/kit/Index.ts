/** Documents by keys computed from them, kept up as they change, each key's in insertion order. */
export class Index<A> {
  readonly #keysOf: (value: A) => ReadonlyArray<string>
  readonly #entries = new Map<string, Map<string, A>>()

  constructor(keysOf: (value: A) => ReadonlyArray<string>) {
    this.#keysOf = keysOf
  }

  find(key: string): ReadonlyArray<A> {
    return [...(this.#entries.get(key)?.values() ?? [])]
  }

  replace(id: string, before: A | undefined, after: A | undefined): void {
    const kept = after === undefined ? [] : this.#keysOf(after)
    for (const key of before === undefined ? [] : this.#keysOf(before)) {
      if (!kept.includes(key)) this.#remove(key, id)
    }
    if (after === undefined) return
    for (const key of kept) {
      const entries = this.#entries.get(key) ?? new Map<string, A>()
      this.#entries.set(key, entries.set(id, after))
    }
  }

  #remove(key: string, id: string): void {
    const entries = this.#entries.get(key)
    entries?.delete(id)
    if (entries?.size === 0) this.#entries.delete(key)
  }
}
