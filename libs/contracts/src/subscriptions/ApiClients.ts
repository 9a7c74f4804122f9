import { ApiClientRevoked } from "../events/IdentityEvents.ts"
import { reads } from "../events/Subscription.ts"

/** What every service hears of whose endpoints accept API clients. */
export const apiClients = { apiClientRevoked: reads(ApiClientRevoked, ["clientId"]) }
