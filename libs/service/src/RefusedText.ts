import { isStorableJson } from "@tango/tenancy/StorableText"
import * as Effect from "effect/Effect"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"

const isJson = ({ headers }: HttpServerRequest.HttpServerRequest): boolean =>
  ("content-length" in headers || "transfer-encoding" in headers) &&
  (headers["content-type"] ?? "application/json").includes("json")

/**
 * The status for a request with text that no row could hold, in its address or in a JSON body; undefined for any other. A body that
 * cannot be read is left to whoever needs it.
 */
export const refusedText = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<400 | 404 | undefined> =>
  Effect.gen(function* () {
    const [path = "", query = ""] = request.url.split("?")
    if (path.includes("%00")) return 404
    if (query.includes("%00")) return 400
    if (!isJson(request)) return undefined
    const text = yield* Effect.orElseSucceed(request.text, () => "")
    return isStorableJson(text) ? undefined : 400
  })
