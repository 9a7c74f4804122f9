import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Endpoint } from "./Router.ts"
import type { Documents } from "./Transactions.ts"
import { resource } from "./World.ts"

/** Retrieving one, and listing all that equal the filters that are given. */
export const reading = <A extends { id: string; object: string }>(
  path: string,
  kind: string,
  all: Documents<A>,
  filters: ReadonlyArray<string & keyof A>,
): ReadonlyArray<Endpoint> => [
  {
    method: "GET",
    path,
    allow: [...pagingParams, ...createdParams, ...filters],
    handle: ({ params, path: url }) => {
      const asked = filters.flatMap((name) => {
        const value = params.string(name)
        return value === undefined ? [] : [[name, value] as const]
      })
      const within = createdWithin(params)
      const found = all
        .all()
        .filter((one) => asked.every(([name, value]) => String(one[name]) === value))
        .filter((one) => !("created" in one) || typeof one.created !== "number" || within({ created: one.created }))
      return page(url, found, params)
    },
  },
  { method: "GET", path: `${path}/:id`, allow: [], handle: ({ id }) => resource(all, kind, id) },
]
