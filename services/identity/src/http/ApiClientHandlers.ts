import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { ApiClients } from "../ApiClients.ts"
import { StytchAddresses } from "../StytchAddresses.ts"

export const layerApiClientHandlers = HttpApiBuilder.group(
  IdentityApi,
  "apiClients",
  Effect.fnUntraced(function* (handlers) {
    const clients = yield* ApiClients
    const { tokenUrl } = yield* StytchAddresses
    return handlers
      .handle("list", () => Effect.map(clients.list, (found) => ({ tokenUrl, clients: found })))
      .handle("create", ({ headers, payload }) =>
        clients.create({ ...payload, idempotencyKey: headers["idempotency-key"] }),
      )
      .handle("startRotation", ({ params }) => clients.startRotation(params.clientId))
      .handle("completeRotation", ({ params }) => clients.completeRotation(params.clientId))
      .handle("cancelRotation", ({ params }) => clients.cancelRotation(params.clientId))
      .handle("revoke", ({ params }) => clients.revoke(params.clientId))
  }),
)
