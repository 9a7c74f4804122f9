import { AlreadyAMember, Member, type Organization } from "@tango/contracts/api/IdentityApi"
import { MemberId } from "@tango/contracts/Ids"
import type { PageQuery } from "@tango/contracts/Paging"
import type { Role } from "@tango/contracts/Permissions"
import { currentMember, type CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import {
  type IdempotencyKeyReused,
  type InvalidCursor,
  NotFound,
  type ProviderUnavailable,
} from "@tango/contracts/Problem"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { idempotent } from "@tango/service/Idempotency"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { memberSnapshot, organizationSnapshot } from "./domain/Snapshots.ts"
import { findMember, listMembers, toMember } from "./persistence/MemberRows.ts"
import { findOrganization } from "./persistence/OrganizationRows.ts"
import { ReadModel } from "./ReadModel.ts"
import { refusedAs, Stytch } from "./Stytch.ts"

type MemberView = typeof Member.Type

export interface Invitation {
  readonly email: string
  readonly role: Role
  readonly name: string | undefined
  readonly idempotencyKey: string | undefined
}

// Everybody has `stytch_member`, which allows reading: a viewer needs nothing more.
const stytchRoles: Readonly<Record<Role, Array<string>>> = {
  admin: ["stytch_admin"],
  member: ["member"],
  viewer: ["viewer"],
}

/** The tenant's organization and its people. */
export class Members extends Context.Service<
  Members,
  {
    readonly organization: Effect.Effect<typeof Organization.Type, NotFound, CurrentTenant>
    list(
      query: PageQuery,
    ): Effect.Effect<
      { readonly items: ReadonlyArray<MemberView>; readonly next_cursor: string | null },
      InvalidCursor,
      CurrentTenant
    >
    /** Stytch sends the mail; inviting somebody again sends it again. */
    invite(
      invitation: Invitation,
    ): Effect.Effect<
      MemberView,
      AlreadyAMember | IdempotencyKeyReused | ProviderUnavailable,
      CurrentTenant | CurrentPrincipal
    >
  }
>()("@tango/identity/Members") {
  static readonly layer = Layer.effect(
    Members,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const stytch = yield* Stytch
      const readModel = yield* ReadModel
      const publicUrl = yield* Config.String("PUBLIC_URL")

      const organization = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => findOrganization(sql, tenant))
        if (row === undefined) return yield* new NotFound({})
        return { organizationId: tenant, name: row.name, slug: row.slug, region: row.region, createdAt: row.created_at }
      }).pipe(Effect.withSpan("Members.organization"))

      const list = Effect.fn("Members.list")(function* (query: PageQuery) {
        const after = yield* fromCursor(query, MemberId)
        const size = pageSize(query)
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) => listMembers(sql, tenant, after, size + 1))
        return toPage(rows, size, (row) => row.member_id, toMember)
      })

      const inviteIn = Effect.fnUntraced(function* (invitation: Invitation) {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        const principal = yield* currentMember
        const invited = yield* stytch
          .call("magicLinks.email.invite", (client) =>
            client.magicLinks.email.invite({
              organization_id: tenant,
              email_address: invitation.email,
              invite_redirect_url: `${publicUrl}/authenticate`,
              invited_by_member_id: principal.memberId,
              roles: stytchRoles[invitation.role],
              ...(invitation.name === undefined ? {} : { name: invitation.name }),
            }),
          )
          .pipe(refusedAs(() => new AlreadyAMember({ email: invitation.email })))
        const member = memberSnapshot(invited.member)
        yield* readModel.applyIn({
          organization: organizationSnapshot(invited.organization),
          member,
          actor: principal.memberId,
        })
        const [row] = yield* findMember(sql, tenant, member.memberId)
        return row === undefined ? yield* Effect.die("the member was written and is not there") : toMember(row)
      })

      const invite = Effect.fn("Members.invite")((invitation: Invitation) => {
        const { idempotencyKey: key, ...request } = invitation
        return tenantSql.transaction(
          idempotent(Member, { key, operation: "members.invite", request }, inviteIn(invitation)),
        )
      })

      return Members.of({ organization, list, invite })
    }),
  )
}
