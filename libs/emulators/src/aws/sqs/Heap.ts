/** The smallest key first; what is no longer wanted is skipped by whoever takes from it. */
export class Heap<A> {
  readonly #entries: Array<{ readonly key: number; readonly value: A }> = []

  peek(): { readonly key: number; readonly value: A } | undefined {
    return this.#entries[0]
  }

  push(key: number, value: A): void {
    let index = this.#entries.length
    const entry = { key, value }
    this.#entries.push(entry)
    for (let parent = (index - 1) >> 1; index > 0; parent = (index - 1) >> 1) {
      const above = this.#entries[parent]
      if (above === undefined || above.key <= key) break
      this.#entries[index] = above
      index = parent
    }
    this.#entries[index] = entry
  }

  pop(): void {
    const last = this.#entries.pop()
    if (last === undefined || this.#entries.length === 0) return
    let index = 0
    for (;;) {
      const left = this.#entries[2 * index + 1]
      const right = this.#entries[2 * index + 2]
      const below = right !== undefined && left !== undefined && right.key < left.key ? right : left
      if (below === undefined || below.key >= last.key) break
      this.#entries[index] = below
      index = 2 * index + (below === right ? 2 : 1)
    }
    this.#entries[index] = last
  }
}
