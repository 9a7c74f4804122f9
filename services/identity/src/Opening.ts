import { SessionEnded } from "@tango/contracts/api/IdentityApi"
import { CurrentTenant } from "@tango/contracts/Principal"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type AuthResult, openSession, type OpenSession } from "./domain/LogIn.ts"
import { memberSnapshot, organizationSnapshot } from "./domain/Snapshots.ts"
import { type LogInUnfinished, methodOf, unfinished } from "./domain/Unfinished.ts"
import { clientAddress, clientUserAgent } from "./http/ClientAddress.ts"
import { insertSignIn } from "./persistence/SignInRows.ts"
import { ReadModel } from "./ReadModel.ts"

/** The end of every way in. */
export class Opening extends Context.Service<
  Opening,
  {
    /** A log-in that Stytch has accepted is in the read model and in the sign-in history before it is answered. */
    opened(result: AuthResult): Effect.Effect<OpenSession, LogInUnfinished | SessionEnded>
  }
>()("@tango/identity/Opening") {
  static readonly layer = Layer.effect(
    Opening,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const readModel = yield* ReadModel

      const opened = Effect.fn("Opening.opened")(function* (result: AuthResult) {
        const open = openSession(result)
        const session = result.member_session
        if (open === undefined || !session) return yield* unfinished(result) ?? new SessionEnded({})
        const address = (yield* clientAddress) ?? ""
        const user_agent = yield* clientUserAgent
        const organization = organizationSnapshot(result.organization)
        const member = memberSnapshot(result.member)
        yield* tenantSql
          .transaction(
            Effect.gen(function* () {
              const sql = yield* Transaction
              yield* readModel.applyIn({ organization, member, actor: { kind: "member", id: member.memberId } })
              yield* insertSignIn(sql, {
                organization_id: organization.organizationId,
                member_id: member.memberId,
                session_id: session.member_session_id,
                method: methodOf(session),
                address,
                user_agent,
              })
            }),
          )
          .pipe(Effect.provideService(CurrentTenant, organization.organizationId))
        return open
      })

      return Opening.of({ opened })
    }),
  )
}
