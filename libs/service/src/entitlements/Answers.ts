import type { Access } from "@tango/contracts/Access"
import type { Answer, Question } from "@tango/contracts/api/entitlements/AccessGroup"
import { CurrentTenant, type Principal } from "@tango/contracts/Principal"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import { accessQuery, toAccess } from "./Access.ts"
import { asMember, atLeast, within } from "./Facts.ts"
import { freeEntitlements, type KnownEntitlements, organizationQuery, toKnownEntitlements } from "./Organization.ts"

type Of<Kind extends Question["kind"]> = Extract<Question, { kind: Kind }>

/** What follows from the plan and the exceptions to it. */
const answerFromPlan = (known: KnownEntitlements, question: Of<"feature"> | Of<"limit">): Answer => {
  const { features, limits, overridden, plan } = known
  if (question.kind === "feature") {
    const { feature } = question
    const source = overridden.includes(feature) ? "override" : "plan"
    return { kind: "feature", allowed: features.includes(feature), plan, source }
  }
  const limit = limits[question.limit]
  const source = overridden.includes(question.limit) ? "override" : "plan"
  return { kind: "limit", allowed: limit === null || question.total <= limit, plan, limit, source }
}

/**
 * Answers from this service's own rows, in the order of the questions: one statement for all that is about resources and one for all
 * that is about the plan.
 */
export const checkMany = Effect.fn("Entitlements.check")(function* (
  questions: ReadonlyArray<Question>,
  principal: Principal,
): Effect.fn.Return<ReadonlyArray<Answer>, never, TenantSql | CurrentTenant> {
  const tenantSql = yield* TenantSql
  const tenant = yield* CurrentTenant
  const me = asMember(principal)
  const about = questions.filter((question) => question.kind === "access")
  const asked = about.map(({ memberId, resource }) => ({ resource, memberId: memberId ?? me.memberId }))
  const rows =
    asked.length === 0 ? [] : yield* tenantSql.read((sql) => accessQuery(sql, { tenant, principal: me }, asked))
  const accesses = new Map<Question, Access>(Array.zip(about, rows.map(toAccess)))
  const known =
    about.length === questions.length
      ? freeEntitlements
      : yield* toKnownEntitlements(yield* tenantSql.read((sql) => organizationQuery(sql, tenant)))
  return questions.map((question): Answer => {
    if (question.kind !== "access") return answerFromPlan(known, question)
    const answer = accesses.get(question) ?? nobody
    const access = (question.memberId ?? me.memberId) === me.memberId ? within(principal, answer) : answer
    return { kind: "access", allowed: atLeast(access.relation, question.relation), access }
  })
})

const nobody: Access = { relation: null, because: { kind: "not_a_member" }, readOnlyRole: false }
