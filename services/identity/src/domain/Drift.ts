import type { MemberId } from "@tango/contracts/Ids"
import { isSame, type MemberSnapshot } from "./Member.ts"

/** Members that are not here as they are at Stytch: missing, different, or alive here and nowhere else. */
export const driftOf = (
  known: ReadonlyArray<MemberSnapshot>,
  truth: ReadonlyArray<MemberSnapshot>,
): ReadonlyArray<MemberId> => {
  const here = new Map(known.map((member) => [member.memberId, member]))
  const there = new Set(truth.map(({ memberId }) => memberId))
  const missingOrDifferent = truth.filter((member) => {
    const row = here.get(member.memberId)
    // Who is deactivated and was never known here is nobody's concern.
    if (row === undefined) return member.status !== "deactivated"
    return member.status === "deactivated" ? row.status !== "deactivated" : !isSame(row, member)
  })
  const gone = known.filter(({ memberId, status }) => status !== "deactivated" && !there.has(memberId))
  return [...missingOrDifferent, ...gone].map(({ memberId }) => memberId)
}
