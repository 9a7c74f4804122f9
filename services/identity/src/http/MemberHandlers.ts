import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { FreshSessions } from "../FreshSessions.ts"
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
    const fresh = (yield* FreshSessions).require("members:write")
    return handlers
      .handle("list", ({ query }) => members.list(query))
      .handle("get", ({ params }) => members.get(params.memberId))
      .handle("invite", ({ headers, payload }) =>
        Effect.andThen(
          fresh,
          invitations.invite({
            email: payload.email,
            role: payload.role,
            name: payload.name,
            idempotencyKey: headers["idempotency-key"],
          }),
        ),
      )
      .handle("inviteList", ({ headers, payload }) =>
        Effect.andThen(
          fresh,
          Effect.map(invitations.inviteList({ ...payload, idempotencyKey: headers["idempotency-key"] }), (results) => ({
            results,
          })),
        ),
      )
      .handle("resendInvitation", ({ params }) => Effect.andThen(fresh, changes.resendInvitation(params.memberId)))
      .handle("revokeInvitation", ({ params }) => Effect.andThen(fresh, changes.revokeInvitation(params.memberId)))
      .handle("changeRole", ({ params, payload }) =>
        Effect.andThen(fresh, changes.changeRole(params.memberId, payload.role)),
      )
      .handle("deactivate", ({ params }) => Effect.andThen(fresh, changes.deactivate(params.memberId)))
      .handle("reactivate", ({ params }) => Effect.andThen(fresh, changes.reactivate(params.memberId)))
      .handle("resetMfa", ({ params }) => Effect.andThen(fresh, changes.resetMfa(params.memberId)))
  }),
)
