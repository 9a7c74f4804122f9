import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { Logos } from "../Logos.ts"

const Address = Schema.Struct({
  organizationId: Schema.String.check(Schema.isPattern(/^[\w-]{1,128}$/u)),
  logoId: Schema.String.check(Schema.isUUID()),
})

const headers = {
  // Another logo has another address; a removed one is gone everywhere within a day.
  "cache-control": "public, max-age=86400",
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "cross-origin",
  "x-content-type-options": "nosniff",
}

const answer = Effect.fnUntraced(function* (read: Logos["Service"]["read"]) {
  const { logoId, organizationId } = yield* HttpRouter.schemaPathParams(Address)
  const { bytes, type } = yield* read(`logos/${organizationId}/${logoId}`)
  return HttpServerResponse.uint8Array(bytes, { contentType: type, headers })
})

/** Logos for whoever has their address: mail programs know no session. */
export const layerPublicLogos = Layer.unwrap(
  Effect.map(Logos, ({ read }) =>
    HttpRouter.add(
      "GET",
      "/api/identity/logos/:organizationId/:logoId",
      answer(read).pipe(
        Effect.catchTag(["SchemaError", "NotFound"], () => Effect.succeed(HttpServerResponse.empty({ status: 404 }))),
        Effect.catchTag("ProviderUnavailable", () => Effect.succeed(HttpServerResponse.empty({ status: 503 }))),
      ),
    ),
  ),
)
