import type { Access as AccessView, GrantView } from "@tango/contracts/Access"
import { granteeKey } from "@tango/contracts/Access"
import type { Answer, Question } from "@tango/contracts/api/entitlements/AccessGroup"
import type { Relation } from "@tango/contracts/events/EntitlementsEvents"
import { MemberId, ResourceRef } from "@tango/contracts/Ids"
import type { PageQuery } from "@tango/contracts/Paging"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { Forbidden, type InvalidCursor, NotFound } from "@tango/contracts/Problem"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { accessQuery, toAccess } from "@tango/service/entitlements/Access"
import { checkMany } from "@tango/service/entitlements/Answers"
import { asMember, within } from "@tango/service/entitlements/Facts"
import { grantsQuery, toGrantView } from "@tango/service/entitlements/Grants"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { listReachable } from "./persistence/ResourceRows.ts"

type Asked<A, E> = Effect.Effect<A, E, CurrentTenant | CurrentPrincipal>
type Grant = typeof GrantView.Type

const Place = Schema.fromJsonString(ResourceRef)

/** Who may do what, and why. Of resources that other services share, what they have told of them. */
export class Access extends Context.Service<
  Access,
  {
    check(questions: ReadonlyArray<Question>): Asked<ReadonlyArray<Answer>, Forbidden>
    explain(
      resource: ResourceRef,
      memberId: MemberId | undefined,
    ): Asked<
      { readonly access: AccessView; readonly considered: ReadonlyArray<Grant & { readonly reaches: boolean }> },
      Forbidden
    >
    list(query: PageQuery & { readonly type?: string; readonly memberId?: MemberId }): Asked<
      {
        readonly items: ReadonlyArray<{ readonly resource: ResourceRef; readonly relation: Relation }>
        readonly next_cursor: string | null
      },
      Forbidden | InvalidCursor
    >
    grants(resource: ResourceRef): Asked<{ readonly items: ReadonlyArray<Grant> }, NotFound>
  }
>()("@tango/entitlements/Access") {
  static readonly layer = Layer.effect(
    Access,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql

      /** Only admins may ask about others. */
      const mayAskAbout = Effect.fnUntraced(function* (memberIds: ReadonlyArray<MemberId | undefined>) {
        const principal = yield* CurrentPrincipal
        const me = asMember(principal)
        const others = memberIds.some((id) => id !== undefined && id !== me.memberId)
        if (others && me.role !== "admin") return yield* new Forbidden({ permission: "organization:write" })
        return me
      })

      const check = Effect.fn("Access.check")(function* (questions: ReadonlyArray<Question>) {
        const about = questions.map((question) => (question.kind === "access" ? question.memberId : undefined))
        yield* mayAskAbout(about)
        return yield* checkMany(questions, yield* CurrentPrincipal).pipe(Effect.provideService(TenantSql, tenantSql))
      })

      const accessOf = Effect.fnUntraced(function* (resource: ResourceRef, memberId: MemberId) {
        const tenant = yield* CurrentTenant
        const principal = yield* CurrentPrincipal
        const me = asMember(principal)
        const question = { resource, memberId }
        const [row] = yield* tenantSql.read((sql) => accessQuery(sql, { tenant, principal: me }, [question]))
        if (row === undefined) return yield* Effect.die("a question has no row")
        const access = memberId === me.memberId ? within(principal, toAccess(row)) : toAccess(row)
        return { ...access, role: row.role }
      })

      const grantsOf = Effect.fnUntraced(function* (resource: ResourceRef) {
        const tenant = yield* CurrentTenant
        return (yield* tenantSql.read((sql) => grantsQuery(sql, tenant, resource))).map(toGrantView)
      })

      const explain = Effect.fn("Access.explain")(function* (resource: ResourceRef, asked: MemberId | undefined) {
        const principal = yield* mayAskAbout([asked])
        const memberId = asked ?? principal.memberId
        const { role, ...access } = yield* accessOf(resource, memberId)
        // Who sees nothing of it is not told who does.
        const grants = access.relation === null && principal.role !== "admin" ? [] : yield* grantsOf(resource)
        const reaching = [`member:${memberId}`, `role:${role}`, "organization"]
        return {
          access,
          considered: grants.map((grant) => ({
            ...grant,
            reaches: grant.active && reaching.includes(granteeKey(grant.grantee)),
          })),
        }
      })

      const list = Effect.fn("Access.list")(function* (
        query: PageQuery & { readonly type?: string; readonly memberId?: MemberId },
      ) {
        const principal = yield* mayAskAbout([query.memberId])
        const tenant = yield* CurrentTenant
        const after = yield* fromCursor(query, Place)
        const memberId = query.memberId ?? principal.memberId
        const size = pageSize(query)
        const subject = { tenant, memberId, sessionRole: memberId === principal.memberId ? principal.role : null }
        const page = { type: query.type ?? null, after, limit: size + 1 }
        const rows = yield* tenantSql.read((sql) => listReachable(sql, subject, page))
        return toPage(
          rows,
          size,
          ({ id, type }) => JSON.stringify({ type, id }),
          ({ id, relation, type }) => ({ resource: { type, id }, relation }),
        )
      })

      const grants = Effect.fn("Access.grants")(function* (resource: ResourceRef) {
        const { memberId } = asMember(yield* CurrentPrincipal)
        if ((yield* accessOf(resource, memberId)).relation === null) return yield* new NotFound({})
        return { items: yield* grantsOf(resource) }
      })

      return Access.of({ check, explain, list, grants })
    }),
  )
}
