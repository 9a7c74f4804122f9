import type { Member } from "@tango/contracts/api/IdentityApi"
import { MemberId } from "@tango/contracts/Ids"
import type { PageQuery } from "@tango/contracts/Paging"
import { CurrentTenant } from "@tango/contracts/Principal"
import { type InvalidCursor, NotFound } from "@tango/contracts/Problem"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { findMember, listMembers, type MemberFilter, toMember } from "./persistence/MemberRows.ts"

type MemberView = typeof Member.Type

/** The tenant's people, as the read model has them. */
export class Members extends Context.Service<
  Members,
  {
    list(
      query: PageQuery & MemberFilter,
    ): Effect.Effect<
      { readonly items: ReadonlyArray<MemberView>; readonly next_cursor: string | null },
      InvalidCursor,
      CurrentTenant
    >
    get(memberId: MemberId): Effect.Effect<MemberView, NotFound, CurrentTenant>
  }
>()("@tango/identity/Members") {
  static readonly layer = Layer.effect(
    Members,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql

      const list = Effect.fn("Members.list")(function* (query: PageQuery & MemberFilter) {
        const after = yield* fromCursor(query, MemberId)
        const size = pageSize(query)
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) => listMembers(sql, tenant, query, after, size + 1))
        return toPage(rows, size, (row) => row.member_id, toMember)
      })

      const get = Effect.fn("Members.get")(function* (memberId: MemberId) {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => findMember(sql, tenant, memberId))
        return row === undefined ? yield* new NotFound({}) : toMember(row)
      })

      return Members.of({ list, get })
    }),
  )
}
