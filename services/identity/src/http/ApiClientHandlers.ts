import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { FreshSessions } from "../FreshSessions.ts"
import { ApiClients } from "../ApiClients.ts"
import { StytchAddresses } from "../StytchAddresses.ts"

export const layerApiClientHandlers = HttpApiBuilder.group(
  IdentityApi,
  "apiClients",
  Effect.fnUntraced(function* (handlers) {
    const clients = yield* ApiClients
    const { tokenUrl } = yield* StytchAddresses
    const fresh = (yield* FreshSessions).require("api_clients:write")
    return handlers
      .handle("list", () => Effect.map(clients.list, (found) => ({ tokenUrl, clients: found })))
      .handle("create", ({ headers, payload }) =>
        Effect.andThen(fresh, clients.create({ ...payload, idempotencyKey: headers["idempotency-key"] })),
      )
      .handle("startRotation", ({ params }) => Effect.andThen(fresh, clients.startRotation(params.clientId)))
      .handle("completeRotation", ({ params }) => Effect.andThen(fresh, clients.completeRotation(params.clientId)))
      .handle("cancelRotation", ({ params }) => Effect.andThen(fresh, clients.cancelRotation(params.clientId)))
      .handle("revoke", ({ params }) => Effect.andThen(fresh, clients.revoke(params.clientId)))
  }),
)
