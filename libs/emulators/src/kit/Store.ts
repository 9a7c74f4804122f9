import { mkdirSync } from "node:fs"
import { dirname } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Index } from "./Index.ts"

/** Documents of one kind by id, in insertion order; every write is on disk when it returns. */
export interface Collection<A> {
  get(id: string): A | undefined
  all(): ReadonlyArray<A>
  put(id: string, value: A): A
  delete(id: string): boolean
}

/** A collection of the store itself. */
export interface StoredCollection<A> extends Collection<A> {
  /** A lookup by keys computed from the documents, which costs no scan; make it once, before use. */
  index(keysOf: (value: A) => ReadonlyArray<string>): (key: string) => ReadonlyArray<A>
}

/**
 * What an emulator remembers between starts: JSON documents in one SQLite file, mirrored in memory so that reads cost nothing.
 * `file` is a path, or ":memory:" in tests.
 */
export class Store {
  readonly #db: DatabaseSync
  readonly #collections = new Map<string, StoredCollection<unknown>>()

  constructor(file: string) {
    if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true })
    this.#db = new DatabaseSync(file)
    this.#db.exec("pragma journal_mode = wal; pragma synchronous = normal")
    this.#db.exec(
      "create table if not exists documents (seq integer primary key, kind text not null, id text not null, body text not null, unique (kind, id))",
    )
  }

  /** The only place where stored JSON gets its type back: a collection's name and type belong together, and only we write it. */
  collection<A>(kind: string): StoredCollection<A> {
    const known = this.#collections.get(kind)
    if (known) return known as StoredCollection<A>
    const rows = this.#db.prepare("select id, body from documents where kind = ? order by seq").all(kind)
    const documents = new Map<string, A>(rows.map((row) => [String(row["id"]), JSON.parse(String(row["body"])) as A]))
    const write = this.#db.prepare(
      "insert into documents (kind, id, body) values (?, ?, ?) on conflict (kind, id) do update set body = excluded.body",
    )
    const remove = this.#db.prepare("delete from documents where kind = ? and id = ?")
    const indexes: Array<Index<A>> = []
    const tell = (id: string, after: A | undefined) => {
      for (const index of indexes) index.replace(id, documents.get(id), after)
    }
    const collection: StoredCollection<A> = {
      get: (id) => documents.get(id),
      all: () => [...documents.values()],
      put: (id, value) => {
        write.run(kind, id, JSON.stringify(value))
        tell(id, value)
        documents.set(id, value)
        return value
      },
      delete: (id) => {
        remove.run(kind, id)
        tell(id, undefined)
        return documents.delete(id)
      },
      index: (keysOf) => {
        const index = new Index(keysOf)
        for (const [id, value] of documents) index.replace(id, undefined, value)
        indexes.push(index)
        return (key) => index.find(key)
      },
    }
    this.#collections.set(kind, collection)
    return collection
  }

  close(): void {
    this.#db.close()
  }
}
