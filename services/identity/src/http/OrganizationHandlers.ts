import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Members } from "../Members.ts"

export const layerOrganizationHandlers = HttpApiBuilder.group(
  IdentityApi,
  "organization",
  Effect.fnUntraced(function* (handlers) {
    const members = yield* Members
    return handlers
      .handle("get", () => members.organization)
      .handle("listMembers", ({ query }) => members.list(query))
      .handle("invite", ({ headers, payload }) =>
        members.invite({
          email: payload.email,
          role: payload.role,
          name: payload.name,
          idempotencyKey: headers["idempotency-key"],
        }),
      )
  }),
)
