import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Invitations } from "../Invitations.ts"
import { MemberChanges } from "../MemberChanges.ts"
import { Members } from "../Members.ts"

export const layerMemberHandlers = HttpApiBuilder.group(
  IdentityApi,
  "members",
  Effect.fnUntraced(function* (handlers) {
    const members = yield* Members
    const invitations = yield* Invitations
    const changes = yield* MemberChanges
    return handlers
      .handle("list", ({ query }) => members.list(query))
      .handle("get", ({ params }) => members.get(params.memberId))
      .handle("invite", ({ headers, payload }) =>
        invitations.invite({
          email: payload.email,
          role: payload.role,
          name: payload.name,
          idempotencyKey: headers["idempotency-key"],
        }),
      )
      .handle("inviteList", ({ headers, payload }) =>
        Effect.map(invitations.inviteList({ ...payload, idempotencyKey: headers["idempotency-key"] }), (results) => ({
          results,
        })),
      )
      .handle("resendInvitation", ({ params }) => changes.resendInvitation(params.memberId))
      .handle("revokeInvitation", ({ params }) => changes.revokeInvitation(params.memberId))
      .handle("changeRole", ({ params, payload }) => changes.changeRole(params.memberId, payload.role))
      .handle("deactivate", ({ params }) => changes.deactivate(params.memberId))
      .handle("reactivate", ({ params }) => changes.reactivate(params.memberId))
      .handle("resetMfa", ({ params }) => changes.resetMfa(params.memberId))
  }),
)
