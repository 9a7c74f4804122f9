import { ResendFailure } from "./Errors.ts"

/** Resend's lists: `limit` 1 to 100 (20 unless told), and the id that the page comes `after` or `before`. */
export const page = <A extends { readonly id: string }>(all: ReadonlyArray<A>, query: Record<string, string>) => {
  const limit = Number(query["limit"] ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw new ResendFailure(422, "validation_error", "The `limit` must be a number between 1 and 100.")
  const position = (id: string) => all.findIndex((each) => each.id === id)
  const { after, before } = query
  if (after && before)
    throw new ResendFailure(422, "validation_error", "The `after` and `before` parameters exclude each other.")
  const end = before ? Math.max(0, position(before)) : all.length
  const start = after ? position(after) + 1 : before ? Math.max(0, end - limit) : 0
  return {
    object: "list" as const,
    has_more: before ? start > 0 : start + limit < all.length,
    data: all.slice(start, Math.min(start + limit, end)),
  }
}
